package dev.switchboard.sample.shell;

import java.util.logging.Logger;

/** Looks around, talks to the terminal, logs through the JDK and leaves. */
final class Shell {
    void everything() {
        System.out.println(System.getenv("HOME"));
        System.err.println(System.getProperty("user.home"));
        Logger.getGlobal().info("here");
        new RuntimeException().printStackTrace();
        System.exit(1);
    }
}
