package dev.switchboard.egress;

import java.net.InetAddress;

/** Which addresses may be connected to. */
public enum Guard {
    /** Any: for endpoints that the operator, or whoever may run commands here anyway, has named. */
    ALLOW_ALL,
    /** Addresses of the public internet and nothing else: for endpoints that others have named. */
    PUBLIC_ONLY;

    /** Whether this very address may be connected to. */
    public boolean allows(InetAddress address) {
        return switch (this) {
            case ALLOW_ALL -> true;
            case PUBLIC_ONLY -> PublicAddresses.contains(address);
        };
    }
}
