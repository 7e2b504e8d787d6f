package dev.switchboard.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses that belong to the public internet: everything in IPv4 but the special-purpose registry (RFC 6890 and its updates), and
 * in IPv6 only global unicast without the ranges that are special or carry an IPv4 address that would have to be looked at in turn.
 * An address of NAT64 is as public as the IPv4 address in it.
 */
final class PublicAddresses {
    private static final List<Range> SPECIAL = List.of(
            Range.of("0.0.0.0/8"), // this network
            Range.of("10.0.0.0/8"),
            Range.of("100.64.0.0/10"), // shared by carriers
            Range.of("127.0.0.0/8"),
            Range.of("169.254.0.0/16"), // link-local, where clouds keep their metadata
            Range.of("172.16.0.0/12"),
            Range.of("192.0.0.0/24"),
            Range.of("192.0.2.0/24"),
            Range.of("192.88.99.0/24"), // 6to4 relays
            Range.of("192.168.0.0/16"),
            Range.of("198.18.0.0/15"),
            Range.of("198.51.100.0/24"),
            Range.of("203.0.113.0/24"),
            Range.of("224.0.0.0/4"),
            Range.of("240.0.0.0/4"),
            Range.of("168.63.129.16/32"), // the platform address of Azure, which every machine there can reach
            Range.of("2001::/23"), // Teredo, benchmarks, identifiers
            Range.of("2001:db8::/32"),
            Range.of("2002::/16"), // 6to4
            Range.of("3fff::/20"));

    private static final Range GLOBAL_UNICAST = Range.of("2000::/3");
    private static final Range NAT64 = Range.of("64:ff9b::/96");

    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        return switch (address) {
            case Inet4Address v4 -> !isSpecial(v4);
            case Inet6Address v6 when NAT64.contains(v6) -> !isSpecial(embedded(v6));
            case Inet6Address v6 -> GLOBAL_UNICAST.contains(v6) && !isSpecial(v6);
            default -> false; // The class is sealed by its constructor only.
        };
    }

    private static boolean isSpecial(InetAddress address) {
        return SPECIAL.stream().anyMatch(range -> range.contains(address));
    }

    private static InetAddress embedded(Inet6Address address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /** The addresses that begin with the same bits. */
    private record Range(byte[] first, int bits) {

        static Range of(String cidr) {
            int slash = cidr.indexOf('/');
            return new Range(
                    InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress(),
                    Integer.parseInt(cidr.substring(slash + 1)));
        }

        boolean contains(InetAddress address) {
            byte[] bytes = address.getAddress();
            if (bytes.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if (((bytes[bit / 8] ^ first[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
