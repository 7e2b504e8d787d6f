package dev.switchboard.doors.gateway.render;

/** For whom something is written down. */
public enum View {
    /** Clients of protocol 3. */
    P3,
    /** Clients of protocol 4. */
    P4,
    /** Doors in this process, whose readers know the forms of protocol 3. */
    LINK
}
