package dev.switchboard.config;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of data. It is written as a number and a unit, {@code 64MiB} or {@code 1GB}; without a unit the number counts bytes. */
public record ByteSize(long bytes) {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,19})\\s*([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "b", 1L,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: at least 0)");
        }
    }

    public static ByteSize ofKiB(long count) {
        return new ByteSize(Math.multiplyExact(count, 1L << 10));
    }

    public static ByteSize ofMiB(long count) {
        return new ByteSize(Math.multiplyExact(count, 1L << 20));
    }

    /** Reads what {@link #toString} writes, and the units KB, MB, GB, KiB, MiB and GiB in any case. */
    public static ByteSize parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("not a number of bytes with a unit");
        }
        BigInteger bytes = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit));
        if (bytes.bitLength() > 63) {
            throw new IllegalArgumentException("more bytes than can be counted");
        }
        return new ByteSize(bytes.longValue());
    }

    @Override
    public String toString() {
        if (bytes == 0) {
            return "0B";
        }
        for (String unit : new String[] {"GiB", "MiB", "KiB", "GB", "MB", "KB"}) {
            long size = UNITS.getOrDefault(unit.toLowerCase(Locale.ROOT), 1L);
            if (bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return bytes + "B";
    }
}
