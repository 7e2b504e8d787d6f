package dev.switchboard.doors.gateway;

import dev.switchboard.devices.Device;
import dev.switchboard.devices.DeviceKey;
import dev.switchboard.devices.Devices;
import dev.switchboard.devices.Devices.Standing;
import dev.switchboard.doors.gateway.methods.Access;
import dev.switchboard.principal.Principal;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.wire.gateway.ConnectParams;
import dev.switchboard.wire.gateway.DeviceText;
import dev.switchboard.wire.gateway.ErrorShape;
import dev.switchboard.wire.gateway.GatewayFrame;
import dev.switchboard.wire.gateway.GatewayFrame.Request;
import dev.switchboard.wire.gateway.GatewayJson;
import dev.switchboard.wire.gateway.InvalidParamsException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides who comes in, in the order of the protocol: the form of what is said, the version, the role, the device, the credentials, the
 * pairing. Any thread but an event loop may ask.
 */
final class Handshake {
    private static final int POLICY = 1008;
    private static final int VERSION = 1002;
    private static final Duration SIGNATURE_VALID = Duration.ofMinutes(10);

    private final Credentials credentials;
    private final Devices devices;
    private final Time time;
    private final Ids ids;

    Handshake(Credentials credentials, Devices devices, Time time, Ids ids) {
        this.credentials = credentials;
        this.devices = devices;
        this.time = time;
        this.ids = ids;
    }

    /**
     * Where somebody comes from.
     *
     * @param nonce that they were challenged with
     * @param here whether they are on this machine, with nobody in between
     */
    record Visit(String nonce, boolean here) {}

    /** Yes or no. */
    sealed interface Verdict {
        record Welcome(String requestId, Member member) implements Verdict {}

        /**
         * @param requestId of what is answered; absent when nothing is
         * @param error absent when nothing is answered
         */
        record Refused(@Nullable String requestId, @Nullable ErrorShape error, int closeCode, String reason)
                implements Verdict {}
    }

    /** Judges the first thing that somebody says. */
    Verdict judge(GatewayFrame first, Visit visit) {
        if (!(first instanceof Request request)) {
            return new Verdict.Refused(null, null, POLICY, "invalid request frame");
        }
        if (!request.method().equals("connect")) {
            return refused(request, ErrorShape.invalid("invalid handshake: first request must be connect"));
        }
        ConnectParams params;
        try {
            params = ConnectParams.read(request.params());
        } catch (InvalidParamsException e) {
            return refused(request, ErrorShape.invalid("invalid connect params: " + e.what()));
        }
        Optional<Dialect> dialect = Dialect.best(params.minProtocol(), params.maxProtocol());
        if (dialect.isEmpty()) {
            ErrorShape error = ErrorShape.invalid("protocol mismatch").with(mismatch(params));
            return new Verdict.Refused(request.id(), error, VERSION, error.message());
        }
        try {
            return new Verdict.Welcome(request.id(), new Candidate(params, dialect.get(), visit).admit());
        } catch (RefusedException e) {
            return refused(request, e.error);
        }
    }

    private static Verdict refused(Request request, ErrorShape error) {
        return new Verdict.Refused(request.id(), error, POLICY, error.message());
    }

    private static ObjectNode mismatch(ConnectParams params) {
        return GatewayJson.object()
                .put("code", "PROTOCOL_MISMATCH")
                .put("expectedProtocol", Dialect.P4.protocol())
                .put("clientMinProtocol", params.minProtocol())
                .put("clientMaxProtocol", params.maxProtocol())
                .put("minimumProbeProtocol", Dialect.P3.protocol());
    }

    /** Somebody who wants to come in. */
    private final class Candidate {
        private final ConnectParams params;
        private final Dialect dialect;
        private final Visit visit;
        private final String role;
        private final boolean operator;

        Candidate(ConnectParams params, Dialect dialect, Visit visit) {
            this.params = params;
            this.dialect = dialect;
            this.visit = visit;
            this.role = params.roleOrOperator();
            this.operator = role.equals(ConnectParams.OPERATOR);
        }

        Member admit() throws RefusedException {
            if (!operator && !role.equals(ConnectParams.NODE)) {
                throw no("invalid role", null);
            }
            DeviceKey key = params.device() == null ? null : proven(params.device());
            if (key == null && !mayLackDevice()) {
                throw no(ErrorShape.Code.NOT_PAIRED, "device identity required", details("DEVICE_IDENTITY_REQUIRED"));
            }
            String method = authorized(key);
            List<String> scopes = scopes();
            String deviceToken = key == null ? null : paired(key, scopes);
            return new Member(
                    ids.uuid(),
                    dialect,
                    credentials.none() ? new Principal.Local() : new Principal.Operator(),
                    role,
                    scopes,
                    Set.copyOf(params.caps()),
                    params.client(),
                    key == null ? null : key.id(),
                    method,
                    deviceToken,
                    time.now());
        }

        /** Who knows the shared secret needs no device, except nodes of protocol 4. */
        private boolean mayLackDevice() {
            if (credentials.none()) {
                return true;
            }
            boolean token = !token().isEmpty();
            boolean password = dialect == Dialect.P4
                    && !password().isEmpty()
                    && !credentials.password().isEmpty();
            return (token || password) && (operator || dialect == Dialect.P3);
        }

        /** The key that the device proves to hold. */
        private DeviceKey proven(ConnectParams.Device device) throws RefusedException {
            DeviceKey key = DeviceKey.read(device.publicKey())
                    .filter(read -> read.id().equals(device.id()))
                    .orElseThrow(() -> no("device identity mismatch", details("DEVICE_AUTH_DEVICE_ID_MISMATCH")));
            Duration off = Duration.between(Instant.ofEpochMilli(device.signedAt()), time.now());
            if (off.abs().compareTo(SIGNATURE_VALID) > 0) {
                throw no("device signature expired", details("DEVICE_AUTH_SIGNATURE_EXPIRED"));
            }
            if (device.nonce() == null && (!visit.here() || dialect == Dialect.P4)) {
                throw no("device nonce required", details("DEVICE_AUTH_NONCE_REQUIRED"));
            }
            if (device.nonce() != null && !device.nonce().equals(visit.nonce())) {
                throw no("device nonce mismatch", details("DEVICE_AUTH_NONCE_MISMATCH"));
            }
            List<DeviceText> texts =
                    device.nonce() == null ? List.of(DeviceText.V1) : List.of(DeviceText.V3, DeviceText.V2);
            if (texts.stream().noneMatch(text -> key.signed(text.of(params), device.signature()))) {
                throw no("device signature invalid", details("DEVICE_AUTH_SIGNATURE_INVALID"));
            }
            return key;
        }

        /** How the candidate shows that it may come in. */
        private String authorized(@Nullable DeviceKey key) throws RefusedException {
            if (credentials.none()) {
                return "none";
            }
            if (credentials.knowsToken(token())) {
                return "token";
            }
            if (key != null && knownDevice(key)) {
                return "device-token";
            }
            if (credentials.knowsPassword(password())) {
                return "password";
            }
            throw unauthorized(key);
        }

        private boolean knownDevice(DeviceKey key) {
            String deviceToken = params.auth() == null ? null : params.auth().deviceToken();
            return (!token().isEmpty() && devices.knowsToken(key.id(), role, token()))
                    || (deviceToken != null
                            && !deviceToken.isEmpty()
                            && devices.knowsToken(key.id(), role, deviceToken));
        }

        private RefusedException unauthorized(@Nullable DeviceKey key) {
            String what = credentials.tokens() ? "token" : "password";
            boolean missing = (credentials.tokens() ? token() : password()).isEmpty();
            String state = missing ? "missing" : "mismatch";
            String hint = credentials.tokens() ? "provide gateway auth token" : "enter the gateway password";
            boolean paired = key != null && devices.standing(key.id(), role, List.of()) == Standing.GRANTED;
            ObjectNode details = GatewayJson.object()
                    .put("code", "AUTH_" + (what + "_" + state).toUpperCase(Locale.ROOT))
                    .put("authReason", what + "_" + state)
                    .put("canRetryWithDeviceToken", paired && !missing)
                    .put(
                            "recommendedNextStep",
                            paired && !missing
                                    ? "retry_with_device_token"
                                    : missing ? "update_auth_configuration" : "update_auth_credentials");
            return no("unauthorized: gateway " + what + " " + state + " (" + hint + ")", details);
        }

        /** What an operator may do. Who does not say is trusted with everything, since it has shown that it may come in. */
        private List<String> scopes() {
            if (!operator) {
                return List.of();
            }
            List<String> wanted = params.scopes();
            if (wanted == null || (wanted.isEmpty() && dialect == Dialect.P3)) {
                return List.of(Access.ADMIN_SCOPE);
            }
            Set<String> known = new LinkedHashSet<>(wanted);
            known.retainAll(Access.SCOPES);
            return List.copyOf(known);
        }

        /** The device's new token, if it is given one. */
        private @Nullable String paired(DeviceKey key, List<String> scopes) throws RefusedException {
            ConnectParams.Client client = params.client();
            Device.About about = new Device.About(
                    client.displayName() == null ? "" : client.displayName(),
                    client.platform(),
                    client.id() + "/" + client.mode());
            Standing standing = devices.standing(key.id(), role, scopes);
            if (standing == Standing.GRANTED) {
                return devices.enter(key.id(), about, role).orElse(null);
            }
            boolean asksPeople = standing == Standing.OTHER_ROLE && !operator && dialect == Dialect.P4;
            if (visit.here() && !asksPeople) {
                return devices.pair(key, about, role, scopes);
            }
            Device.Request request = devices.ask(key, about, role, scopes);
            ObjectNode details = GatewayJson.object().put("requestId", request.id());
            if (dialect == Dialect.P4) {
                details.put("code", "PAIRING_REQUIRED")
                        .put("reason", reason(standing))
                        .put("remediationHint", "approve the request with device.pair.approve");
            }
            throw new RefusedException(new ErrorShape(ErrorShape.Code.NOT_PAIRED, "pairing required").with(details));
        }

        private static String reason(Standing standing) {
            return switch (standing) {
                case UNKNOWN, GRANTED -> "not-paired";
                case OTHER_ROLE -> "role-upgrade";
                case FEWER_SCOPES -> "scope-upgrade";
            };
        }

        private String token() {
            String token = params.auth() == null ? null : params.auth().token();
            return token == null ? "" : token;
        }

        private String password() {
            String password = params.auth() == null ? null : params.auth().password();
            return password == null ? "" : password;
        }

        private static ObjectNode details(String code) {
            return GatewayJson.object().put("code", code);
        }

        private RefusedException no(String message, @Nullable ObjectNode details) {
            return no(ErrorShape.Code.INVALID_REQUEST, message, details);
        }

        /** Machine-readable details came with protocol 4. */
        private RefusedException no(String code, String message, @Nullable ObjectNode details) {
            return new RefusedException(new ErrorShape(code, message).with(dialect == Dialect.P4 ? details : null));
        }
    }

    /** The candidate does not come in. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ErrorShape error;

        RefusedException(ErrorShape error) {
            super(error.message(), null, false, false);
            this.error = error;
        }
    }
}
