package dev.switchboard.packaging;

import dev.switchboard.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A checkout with the real launcher and nothing else real: its JDKs print how they are called, its Maven makes empty jars, and
 * commands see no other program than these and the tools of a POSIX system.
 */
final class FakeCheckout {
    private static final List<String> TOOLS = List.of(
            "cat", "dirname", "env", "find", "flock", "grep", "head", "mkdir", "readlink", "sed", "sh", "touch");

    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();

    /** What a command did. */
    record Ended(int status, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    FakeCheckout(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(path("jvm"));
        for (String tool : TOOLS) {
            for (String directory : List.of("/usr/bin", "/bin")) {
                if (Files.exists(Path.of(directory, tool))) {
                    script("tools/" + tool, "exec " + directory + "/" + tool + " \"$@\"");
                }
            }
        }
        copy("switchboard");
        copy("scripts/find-jdk");
        for (String source : List.of("pom.xml", "server/pom.xml", "server/src/main/java/Some.java")) {
            write("checkout/" + source, "source");
        }
        environment.put("PATH", path("tools").toString());
        environment.put("HOME", home.toString());
    }

    Path path(String name) {
        return home.resolve(name);
    }

    FakeCheckout set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** A JDK below the given directory; where packages put theirs is {@code jvm}. */
    Path jdk(String directory, String version) throws IOException {
        write(directory + "/release", "IMPLEMENTOR=\"Us\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base\"\n");
        return jdkWithoutRelease(directory, version);
    }

    Path jdkWithoutRelease(String directory, String version) throws IOException {
        script(directory + "/bin/java", """
                [ "$1" = -version ] && { echo 'openjdk version "%s" 2026-01-01' >&2; exit; }
                echo "$0"
                env | grep -E "^(SWITCHBOARD|LC_|LANG)" || :
                for argument in "$@"; do echo "$argument"; done
                """.formatted(version));
        script(directory + "/bin/javac", "exit 0");
        return path(directory);
    }

    /** A Maven that writes down how it is called and then does what the given shell lines say. */
    void maven(String lines) throws IOException {
        script("tools/mvn", "echo \"$JAVA_HOME $PWD $*\" >>'" + path("maven.log") + "'\n" + lines);
    }

    void mavenThatBuilds() throws IOException {
        maven("mkdir -p server/target && touch server/target/switchboard.jar server/target/classpath.sha256");
    }

    /** Leaves the checkout as a build leaves it, a minute after the sources. */
    void built(String classPathHash) throws IOException {
        write("checkout/server/target/switchboard.jar", "jar");
        write("checkout/server/target/classpath.sha256", classPathHash + "\n");
        for (String source : List.of("switchboard", "pom.xml", "server/pom.xml", "server/src/main/java/Some.java")) {
            age(path("checkout/" + source), 60);
        }
        age(path("checkout/server/src/main/java"), 60);
        age(path("checkout/server/src/main"), 60);
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), text);
    }

    /** The calls of Maven so far: its Java, its directory and its arguments. */
    List<String> mavenCalls() throws IOException {
        return Files.exists(path("maven.log")) ? Files.readAllLines(path("maven.log")) : List.of();
    }

    Ended run(String program, String... arguments) throws IOException, InterruptedException {
        return run(home, program, arguments);
    }

    Ended run(Path directory, String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(home, "out", null);
        Path err = Files.createTempFile(home, "err", null);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " has not ended");
            }
        } finally {
            process.destroyForcibly();
        }
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private void copy(String name) throws IOException {
        String text = Files.readString(Repository.root().resolve(name))
                .replace("/usr/lib/jvm", path("jvm").toString());
        write("checkout/" + name, text);
        executable(path("checkout/" + name));
    }

    void script(String name, String lines) throws IOException {
        write(name, "#!/bin/sh\n" + lines);
        executable(path(name));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void age(Path file, int seconds) throws IOException {
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        Files.setLastModifiedTime(file, FileTime.from(modified.minusSeconds(seconds)));
    }
}
