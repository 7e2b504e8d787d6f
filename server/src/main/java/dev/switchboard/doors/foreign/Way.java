package dev.switchboard.doors.foreign;

import java.util.List;

/**
 * How we come in. Operators without a device are let in by gateways of this machine of every version, so that is tried first; what a gateway asks for
 * beyond is given when it asks. As a node one hears of sessions and can call next to nothing: the last resort, for protocol 3.
 *
 * @param deviceToken whether the token that the gateway gave this device is shown instead of the configured one
 */
record Way(Role role, boolean device, boolean deviceToken) {

    enum Role {
        OPERATOR("operator", "backend"),
        NODE("node", "node");

        private final String word;
        private final String mode;

        Role(String word, String mode) {
            this.word = word;
            this.mode = mode;
        }

        String word() {
            return word;
        }

        String mode() {
            return mode;
        }
    }

    boolean isNode() {
        return role == Role.NODE;
    }

    int maxProtocol() {
        return isNode() ? 3 : 4;
    }

    List<String> scopes(Access access) {
        return isNode() ? List.of() : access.scopes();
    }

    Way withDevice() {
        return new Way(role, true, deviceToken);
    }

    Way withDeviceToken() {
        return new Way(role, true, true);
    }

    Way asNode() {
        return new Way(Role.NODE, true, deviceToken);
    }
}
