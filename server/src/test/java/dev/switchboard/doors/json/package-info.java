@NullMarked
package dev.switchboard.doors.json;

import org.jspecify.annotations.NullMarked;
