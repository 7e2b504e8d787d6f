package dev.switchboard.wire.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The text that a device signs to show that it holds its key. */
public enum DeviceText {
    /** Without a nonce. */
    V1,
    /** With the nonce of the challenge. */
    V2,
    /** With the nonce, and bound to the platform and the family of the device. */
    V3;

    /**
     * The text, to be signed in UTF-8.
     *
     * @param connect its device's signature is not looked at
     */
    public String of(ConnectParams connect) {
        ConnectParams.Device device = connect.device();
        if (device == null) {
            throw new IllegalArgumentException("device: absent (expected: the device that signs)");
        }
        List<String> fields = new ArrayList<>(List.of(
                name().toLowerCase(Locale.ROOT),
                device.id(),
                connect.client().id(),
                connect.client().mode(),
                connect.roleOrOperator(),
                String.join(",", connect.scopes() == null ? List.of() : connect.scopes()),
                Long.toString(device.signedAt()),
                token(connect.auth())));
        if (this != V1) {
            fields.add(device.nonce() == null ? "" : device.nonce());
        }
        if (this == V3) {
            fields.add(lower(connect.client().platform()));
            fields.add(lower(connect.client().deviceFamily()));
        }
        return String.join("|", fields);
    }

    private static String token(ConnectParams.@Nullable Auth auth) {
        if (auth == null) {
            return "";
        }
        if (auth.token() != null && !auth.token().isEmpty()) {
            return auth.token();
        }
        return auth.deviceToken() == null ? "" : auth.deviceToken();
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }
}
