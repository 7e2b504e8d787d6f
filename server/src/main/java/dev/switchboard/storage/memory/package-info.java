/**
 * The storage in memory, for tests of what stands on its seams: the same promises as the durable one but the durability. Start at
 * {@link dev.switchboard.storage.memory.MemoryStorage}.
 */
@NullMarked
package dev.switchboard.storage.memory;

import org.jspecify.annotations.NullMarked;
