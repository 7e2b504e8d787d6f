package dev.switchboard.devices;

import dev.switchboard.devices.Device.About;
import dev.switchboard.devices.Device.Grant;
import dev.switchboard.devices.Device.Request;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The devices that were let in, and those that wait for it. A device's token is handed out once and kept as a hash. Any thread but an event
 * loop may call; what changes something returns when that is durable.
 */
public final class Devices {
    private static final int DEVICES_MAX = 1_000;
    private static final int REQUESTS_MAX = 64;
    private static final Duration REQUEST_KEPT = Duration.ofMinutes(5);
    private static final Duration SEEN_STEP = Duration.ofHours(1);

    private final Transactor transactor;
    private final DeviceStore store;
    private final Time time;
    private final Ids ids;

    public Devices(Transactor transactor, DeviceStore store, Time time, Ids ids) {
        this.transactor = transactor;
        this.store = store;
        this.time = time;
        this.ids = ids;
    }

    /** Whether the token is the one that the device was given for the role. */
    public boolean knowsToken(String device, String role, String token) {
        String expected = store.find(device)
                .map(known -> known.grants().get(role))
                .map(Grant::tokenHash)
                .orElse("");
        return !expected.isEmpty()
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), hash(token).getBytes(StandardCharsets.UTF_8));
    }

    /** How much of what it wants a device was granted. */
    public Standing standing(String device, String role, List<String> scopes) {
        Device known = store.find(device).orElse(null);
        if (known == null) {
            return Standing.UNKNOWN;
        }
        Grant grant = known.grants().get(role);
        if (grant == null) {
            return Standing.OTHER_ROLE;
        }
        return grant.covers(scopes) ? Standing.GRANTED : Standing.FEWER_SCOPES;
    }

    /** How a device stands to what it wants. */
    public enum Standing {
        UNKNOWN,
        OTHER_ROLE,
        FEWER_SCOPES,
        GRANTED
    }

    /**
     * A device that was granted what it wants comes in.
     *
     * @return a token, if it was given none for the role yet
     */
    public Optional<String> enter(String device, About about, String role) {
        Device known = store.find(device).orElse(null);
        Instant now = time.now();
        if (known == null
                || (!tokenless(known, role)
                        && known.about().equals(about)
                        && now.isBefore(known.seenAt().plus(SEEN_STEP)))) {
            return Optional.empty();
        }
        return transactor.write(tx -> store.find(tx, device).flatMap(found -> {
            Device seen = found.seen(about, now);
            Grant grant = found.grants().get(role);
            if (grant == null || !grant.tokenHash().isEmpty()) {
                store.put(tx, seen);
                return Optional.empty();
            }
            String token = token();
            store.put(tx, seen.with(role, new Grant(grant.scopes(), hash(token), now)));
            return Optional.of(token);
        }));
    }

    /** Lets a device in, or grants it more, and returns its new token for the role. */
    public String pair(DeviceKey key, About about, String role, List<String> scopes) {
        return transactor.write(tx -> {
            String token = token();
            grant(tx, key.id(), key.text(), about, role, scopes, hash(token));
            return token;
        });
    }

    /** Notes that a device wants to be let in. A request of the same device for the same role is replaced, and keeps its id. */
    public Request ask(DeviceKey key, About about, String role, List<String> scopes) {
        return transactor.write(tx -> {
            Instant now = time.now();
            store.deleteRequests(tx, now.minus(REQUEST_KEPT));
            List<Request> waiting = store.requests(tx);
            String id = waiting.stream()
                    .filter(each ->
                            each.device().equals(key.id()) && each.role().equals(role))
                    .map(Request::id)
                    .findFirst()
                    .orElseGet(ids::uuid);
            Request request = new Request(id, key.id(), key.text(), about, role, scopes, now);
            if (waiting.size() >= REQUESTS_MAX) {
                store.deleteRequest(tx, waiting.getFirst().id());
            }
            store.put(tx, request);
            return request;
        });
    }

    /** Those who wait. */
    public List<Request> requests() {
        Instant since = time.now().minus(REQUEST_KEPT);
        return store.requests().stream()
                .filter(request -> !request.at().isBefore(since))
                .toList();
    }

    /** Grants what a device wants; it is given its token when it comes in. Empty when nobody waits under this id. */
    public Optional<Device> approve(String request) {
        return transactor.write(tx -> waiting(tx, request).map(wanted -> {
            store.deleteRequest(tx, request);
            return grant(tx, wanted.device(), wanted.key(), wanted.about(), wanted.role(), wanted.scopes(), "");
        }));
    }

    /** Refuses what a device wants. Empty when nobody waits under this id. */
    public Optional<Request> reject(String request) {
        return transactor.write(tx -> {
            Optional<Request> wanted = waiting(tx, request);
            store.deleteRequest(tx, request);
            return wanted;
        });
    }

    /** Last seen first. */
    public List<Device> list() {
        return store.list();
    }

    /** Forgets a device; false when there was none. */
    public boolean remove(String device) {
        return transactor.write(tx -> store.delete(tx, device));
    }

    /** Takes a role from a device, its token with it; false when it did not have it. */
    public boolean revoke(String device, String role) {
        return transactor.write(tx -> store.find(tx, device)
                .filter(known -> known.grants().containsKey(role))
                .map(known -> {
                    store.put(tx, known.without(Set.of(role)));
                    return true;
                })
                .orElse(false));
    }

    private Optional<Request> waiting(Tx tx, String request) {
        Instant since = time.now().minus(REQUEST_KEPT);
        return store.request(tx, request).filter(wanted -> !wanted.at().isBefore(since));
    }

    private Device grant(
            Tx tx, String id, String key, About about, String role, List<String> scopes, String tokenHash) {
        Instant now = time.now();
        Device known = store.find(tx, id).orElseGet(() -> new Device(id, key, about, Map.of(), now, now));
        Grant before = known.grants().get(role);
        Set<String> all = new TreeSet<>(scopes);
        if (before != null) {
            all.addAll(before.scopes());
        }
        Device granted = known.seen(about, now).with(role, new Grant(List.copyOf(all), tokenHash, now));
        store.put(tx, granted);
        store.deleteAllBut(tx, DEVICES_MAX);
        return granted;
    }

    private static boolean tokenless(Device device, String role) {
        Grant grant = device.grants().get(role);
        return grant != null && grant.tokenHash().isEmpty();
    }

    /** 32 hexadecimal digits. */
    private String token() {
        return ids.uuid().replace("-", "");
    }

    private static String hash(String token) {
        return DeviceKey.sha256(token.getBytes(StandardCharsets.UTF_8));
    }
}
