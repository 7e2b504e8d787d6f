package dev.switchboard.agent.tool.builtin;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The environment of commands: what a program needs to find its way, and nothing that the server was entrusted with. */
final class ToolEnvironment {
    private static final Set<String> ORDINARY =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR");
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private ToolEnvironment() {}

    /**
     * @param server the environment of the server
     * @param passed names of further variables that commands may see
     */
    static Map<String, String> scrubbed(Map<String, String> server, Set<String> passed) {
        Map<String, String> environment = new TreeMap<>();
        server.forEach((name, value) -> {
            if (ORDINARY.contains(name) || name.startsWith("LC_") || passed.contains(name)) {
                environment.put(name, value);
            }
        });
        environment.putIfAbsent("PATH", USUAL_PATH);
        if (!environment.containsKey("LC_ALL")) {
            environment.putIfAbsent("LANG", "C.UTF-8");
        }
        environment.put("TERM", "dumb");
        return Map.copyOf(environment);
    }
}
