package dev.switchboard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTemplateTest {
    private static final Map<String, String> VALUES =
            Map.of("NAME", "Ada", "_x1", "one", "MONEY", "$NAME ${NAME} $$ $");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Hello ${NAME}!        | Hello Ada!
                    Hello $NAME!          | Hello Ada!
                    $NAME.x $_x1-$_x1     | Ada.x one-one
                    costs 5$$             | costs 5$
                    $$NAME                | $NAME
                    $$$NAME               | $Ada
                    ${NAME}${NAME}        | AdaAda
                    no dollar             | no dollar
                    """)
    void namesAreReplacedAndTwoDollarsAreOne(String template, String filled) throws Exception {
        assertThat(new PromptTemplate(template).fill(VALUES)).isEqualTo(filled);
    }

    @Test
    void valuesAreNotLookedInto() throws Exception {
        assertThat(new PromptTemplate("${MONEY}").fill(VALUES)).isEqualTo("$NAME ${NAME} $$ $");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5 $", "$5", "$ NAME", "${}", "${NAME", "${NA ME}", "${1x}", "$é"})
    void aStrayDollarIsRefusedWithItsLine(String template) {
        assertThatThrownBy(() -> new PromptTemplate("one\ntwo " + template).fill(VALUES))
                .isInstanceOf(PreparationException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("stray $");
    }

    @Test
    void anUnknownVariableIsRefusedByName() {
        assertThatThrownBy(() -> new PromptTemplate("one\n\n${NAMES}").fill(VALUES))
                .isInstanceOf(PreparationException.class)
                .hasMessage("system prompt, line 3: unknown variable NAMES");
    }
}
