package dev.switchboard.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request: a tree of path segments in which a literal segment wins over a parameter. Built once before the server
 * starts; then any thread may look up.
 */
final class Router {
    private final Node root = new Node();
    private final List<Door> doors = new ArrayList<>();

    /** Takes in all routes of a door. */
    void mount(Door door) {
        doors.add(door);
        door.mount(new Mount(door));
    }

    /**
     * What a request asks for.
     *
     * @param path still encoded, without the query
     */
    Match find(String method, String path) {
        List<String> segments;
        try {
            segments = segments(path);
        } catch (IllegalArgumentException malformed) {
            return new Match.Malformed(doorOf(path));
        }
        List<String> values = new ArrayList<>();
        Node node = root.find(segments, 0, values);
        if (node == null) {
            return new Match.Unknown(doorOf(path));
        }
        return new Match.Known(
                node.door(), node.route(method.equals("HEAD") ? "GET" : method), node.socket, values, node.allowed());
    }

    /** The door whose prefix of this path is the longest. */
    @Nullable
    Door doorOf(String path) {
        Door found = null;
        int length = -1;
        for (Door door : doors) {
            for (String prefix : door.prefixes()) {
                if (prefix.length() > length && begins(path, prefix)) {
                    found = door;
                    length = prefix.length();
                }
            }
        }
        return found;
    }

    private static boolean begins(String path, String prefix) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || prefix.endsWith("/") || path.charAt(prefix.length()) == '/');
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int from = path.startsWith("/") ? 1 : 0;
        for (int to = path.indexOf('/', from); to >= 0; to = path.indexOf('/', from)) {
            segments.add(decode(path.substring(from, to)));
            from = to + 1;
        }
        segments.add(decode(path.substring(from)));
        return segments;
    }

    /** Percent-decoding of a path segment; unlike in a query, a plus sign is a plus sign. */
    private static String decode(String segment) {
        return segment.indexOf('%') < 0
                ? segment
                : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** What was found. */
    sealed interface Match {

        /** The path cannot be decoded. */
        record Malformed(@Nullable Door door) implements Match {}

        /** Nothing is there. */
        record Unknown(@Nullable Door door) implements Match {}

        /**
         * Something is there.
         *
         * @param route what answers the method, when anything does
         * @param socket what answers an upgrade, when anything does
         * @param values of the path's parameters, in order
         */
        record Known(
                Door door,
                @Nullable Route route,
                @Nullable SocketRoute socket,
                List<String> values,
                List<String> allowed)
                implements Match {}
    }

    /** What answers a method on a path. */
    record Route(Door door, Routes.Access access, List<String> parameters, Routes.Handler handler) {}

    /** What answers upgrades on a path. */
    record SocketRoute(Door door, Routes.Access access, List<String> parameters, SocketHandler handler) {}

    private final class Mount implements Routes {
        private final Door door;

        Mount(Door door) {
            this.door = door;
        }

        @Override
        public void on(String method, String path, Access access, Handler handler) {
            List<String> parameters = new ArrayList<>();
            Node node = grow(path, parameters);
            Route route = new Route(door, access, List.copyOf(parameters), handler);
            Route other = node.routes.putIfAbsent(method, route);
            if (other != null) {
                throw taken(method + " " + path, other.door());
            }
        }

        @Override
        public void socket(String path, Access access, SocketHandler handler) {
            List<String> parameters = new ArrayList<>();
            Node node = grow(path, parameters);
            SocketRoute other = node.socket;
            if (other != null) {
                throw taken("WebSocket " + path, other.door());
            }
            node.socket = new SocketRoute(door, access, List.copyOf(parameters), handler);
        }

        private Node grow(String path, List<String> parameters) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("path: \"" + path + "\" (expected: begins with a slash)");
            }
            Node node = root;
            for (String segment : path.substring(1).split("/", -1)) {
                if (segment.startsWith("{") && segment.endsWith("}")) {
                    parameters.add(segment.substring(1, segment.length() - 1));
                    node = node.parameter();
                } else {
                    node = node.literals.computeIfAbsent(segment, _ -> new Node());
                }
            }
            return node;
        }

        private IllegalStateException taken(String what, Door other) {
            return new IllegalStateException(what + " of door " + door.name() + " is taken by door " + other.name());
        }
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Route> routes = new LinkedHashMap<>();
        private @Nullable Node parameter;
        private @Nullable SocketRoute socket;

        Node parameter() {
            Node node = parameter;
            if (node == null) {
                node = new Node();
                parameter = node;
            }
            return node;
        }

        @Nullable
        Route route(String method) {
            return routes.get(method);
        }

        /** The node at the end of the path at which something is served. */
        @Nullable
        Node find(List<String> segments, int at, List<String> values) {
            if (at == segments.size()) {
                return routes.isEmpty() && socket == null ? null : this;
            }
            String segment = segments.get(at);
            Node literal = literals.get(segment);
            Node found = literal == null ? null : literal.find(segments, at + 1, values);
            if (found == null && parameter != null && !segment.isEmpty()) {
                values.add(segment);
                found = parameter.find(segments, at + 1, values);
                if (found == null) {
                    values.removeLast();
                }
            }
            return found;
        }

        Door door() {
            for (Route route : routes.values()) {
                return route.door();
            }
            SocketRoute only = socket;
            if (only == null) {
                throw new IllegalStateException("a path without routes was found");
            }
            return only.door();
        }

        /** The methods taken here, sorted; empty where there are only sockets. */
        List<String> allowed() {
            if (routes.isEmpty()) {
                return List.of();
            }
            TreeSet<String> methods = new TreeSet<>(routes.keySet());
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            methods.add("OPTIONS");
            return List.copyOf(methods);
        }
    }
}
