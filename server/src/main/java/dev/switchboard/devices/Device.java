package dev.switchboard.devices;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A device that was let in.
 *
 * @param id hash of the key
 * @param key in base64url
 * @param about how it describes itself
 * @param grants by role
 * @param seenAt when it last came in, to the hour
 */
public record Device(String id, String key, About about, Map<String, Grant> grants, Instant pairedAt, Instant seenAt) {
    public Device {
        grants = Map.copyOf(grants);
    }

    /** How a device describes itself. Each is empty when it does not say. */
    public record About(String name, String platform, String client) {
        private static final int LENGTH_MAX = 200;

        public About {
            name = cut(name);
            platform = cut(platform);
            client = cut(client);
        }

        private static String cut(String text) {
            return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX);
        }
    }

    /**
     * What it may do in a role.
     *
     * @param tokenHash SHA-256 of the token that it was given; empty when it was given none yet
     */
    public record Grant(List<String> scopes, String tokenHash, Instant at) {
        public Grant {
            scopes = List.copyOf(scopes);
        }

        boolean covers(List<String> wanted) {
            return scopes.containsAll(wanted);
        }
    }

    /** Somebody who wants to be let in, or to be granted more. */
    public record Request(
            String id, String device, String key, About about, String role, List<String> scopes, Instant at) {
        public Request {
            scopes = List.copyOf(scopes);
        }
    }

    Device with(String role, Grant grant) {
        Map<String, Grant> more = new TreeMap<>(grants);
        more.put(role, grant);
        return new Device(id, key, about, more, pairedAt, seenAt);
    }

    Device without(Set<String> roles) {
        Map<String, Grant> fewer = new TreeMap<>(grants);
        fewer.keySet().removeAll(roles);
        return new Device(id, key, about, fewer, pairedAt, seenAt);
    }

    Device seen(About now, Instant at) {
        return new Device(id, key, now, grants, pairedAt, at);
    }
}
