/**
 * What the server tells of itself: metrics for Prometheus, made from the listeners of the features. Start at
 * {@link dev.switchboard.telemetry.Metrics}.
 */
@NullMarked
package dev.switchboard.telemetry;

import org.jspecify.annotations.NullMarked;
