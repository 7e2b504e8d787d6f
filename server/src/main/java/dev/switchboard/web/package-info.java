/**
 * HTTP, NDJSON, SSE and WebSockets for doors: ports, limits, authentication, origin checks and draining. The only place that sees
 * Vert.x. Start at {@link dev.switchboard.web.Door}.
 */
@NullMarked
package dev.switchboard.web;

import org.jspecify.annotations.NullMarked;
