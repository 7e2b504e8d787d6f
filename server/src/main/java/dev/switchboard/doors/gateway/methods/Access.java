package dev.switchboard.doors.gateway.methods;

import dev.switchboard.wire.gateway.ErrorShape;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may call a method. */
public enum Access {
    /** Nodes, and nobody else. */
    NODE,
    READ,
    WRITE,
    PAIRING,
    ADMIN;

    public static final String OPERATOR = "operator";
    public static final String NODE_ROLE = "node";
    public static final String ADMIN_SCOPE = "operator.admin";
    public static final String READ_SCOPE = "operator.read";
    public static final String WRITE_SCOPE = "operator.write";
    public static final String PAIRING_SCOPE = "operator.pairing";

    /** The scopes that the protocol knows; others are not granted. */
    public static final List<String> SCOPES = List.of(
            ADMIN_SCOPE,
            READ_SCOPE,
            WRITE_SCOPE,
            "operator.approvals",
            PAIRING_SCOPE,
            "operator.questions",
            "operator.talk.secrets");

    /** Why somebody may not call; null when they may. */
    @Nullable
    ErrorShape refuses(String role, Set<String> scopes) {
        boolean node = role.equals(NODE_ROLE);
        if (node != (this == NODE)) {
            return ErrorShape.invalid("unauthorized role: " + role);
        }
        if (node || scopes.contains(ADMIN_SCOPE)) {
            return null;
        }
        String missing = switch (this) {
            case NODE -> "";
            case READ -> scopes.contains(READ_SCOPE) || scopes.contains(WRITE_SCOPE) ? "" : READ_SCOPE;
            case WRITE -> scopes.contains(WRITE_SCOPE) ? "" : WRITE_SCOPE;
            case PAIRING -> scopes.contains(PAIRING_SCOPE) ? "" : PAIRING_SCOPE;
            case ADMIN -> ADMIN_SCOPE;
        };
        return missing.isEmpty() ? null : ErrorShape.invalid("missing scope: " + missing);
    }
}
