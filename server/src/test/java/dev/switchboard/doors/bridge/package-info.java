@NullMarked
package dev.switchboard.doors.bridge;

import org.jspecify.annotations.NullMarked;
