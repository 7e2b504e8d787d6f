package dev.switchboard.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a key is for. Every component of a configuration record has one. The key is the component's name in lower case with dashes,
 * after the keys of the records around it: {@code runs.max-running}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Doc {

    /** One or two sentences in English. */
    String en();

    /** The same in Chinese. */
    String zh();

    /** Variables that set this key besides its own, in the order in which they are looked at; its own goes before them. */
    String[] env() default {};
}
