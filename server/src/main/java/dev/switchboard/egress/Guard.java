package dev.switchboard.egress;

import java.net.InetAddress;

/** Which addresses may be connected to. */
public enum Guard {
    /** Any: for endpoints that the operator, or whoever may run commands here anyway, has named. */
    ALLOW_ALL("any address"),
    /** Addresses of the public internet and nothing else: for endpoints that others have named. */
    PUBLIC_ONLY("public addresses"),
    /** This machine and nothing else: for names that promise to mean it. */
    LOOPBACK_ONLY("addresses of this machine");

    private final String expectation;

    Guard(String expectation) {
        this.expectation = expectation;
    }

    /** Whether this very address may be connected to. */
    public boolean allows(InetAddress address) {
        return switch (this) {
            case ALLOW_ALL -> true;
            case PUBLIC_ONLY -> PublicAddresses.contains(address);
            case LOOPBACK_ONLY -> address.isLoopbackAddress();
        };
    }

    /** What is allowed, in words. */
    String expectation() {
        return expectation;
    }
}
