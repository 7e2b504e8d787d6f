/**
 * Requests and answers as JSON, for doors: bodies and query parameters, their fields by the rules of the runs protocol (document 003,
 * <i>Kimi HTTP API</i>), and all the rules that a request breaks. Start at {@link dev.switchboard.doors.json.Fields}.
 */
@NullMarked
package dev.switchboard.doors.json;

import org.jspecify.annotations.NullMarked;
