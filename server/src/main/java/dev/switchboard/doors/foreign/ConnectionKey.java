package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;

/** What makes two connections the same: where they lead, what they may do and how they prove it. */
record ConnectionKey(Access access, GatewayAddress address, Secret token, Secret password) {}
