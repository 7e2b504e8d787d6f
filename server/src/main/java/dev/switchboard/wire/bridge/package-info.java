/**
 * The bridge protocol as records: what a browser sends over the socket ({@link dev.switchboard.wire.bridge.BrowserFrame}) and what it is
 * sent ({@link dev.switchboard.wire.bridge.BridgeFrame}, {@link dev.switchboard.wire.bridge.EventFrame}).
 */
@NullMarked
package dev.switchboard.wire.bridge;

import org.jspecify.annotations.NullMarked;
