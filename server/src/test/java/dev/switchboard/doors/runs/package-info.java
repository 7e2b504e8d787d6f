@NullMarked
package dev.switchboard.doors.runs;

import org.jspecify.annotations.NullMarked;
