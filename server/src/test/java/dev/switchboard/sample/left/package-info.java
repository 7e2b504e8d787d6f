/** A package that keeps no rule of the table. Broken on purpose. */
@NullMarked
package dev.switchboard.sample.left;

import org.jspecify.annotations.NullMarked;
