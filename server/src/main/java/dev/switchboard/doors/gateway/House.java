package dev.switchboard.doors.gateway;

import dev.switchboard.chat.Chats;
import dev.switchboard.doors.gateway.methods.Methods;
import dev.switchboard.doors.gateway.methods.Verbosity;
import dev.switchboard.time.Time;

/** What all connections share. */
record House(
        Handshake handshake,
        Hello hello,
        Methods methods,
        Connections connections,
        Verbosity verbosity,
        Chats chats,
        Time time) {}
