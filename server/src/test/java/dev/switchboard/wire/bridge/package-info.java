@NullMarked
package dev.switchboard.wire.bridge;

import org.jspecify.annotations.NullMarked;
