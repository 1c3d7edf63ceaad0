package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's own options hold for the JVM that does the work, whichever that is. */
class OwnCommandTest {

  @Test
  void propertiesGoAlong() {
    OwnCommand command = of("-Da=b --add-opens java.base/java.lang=ALL-UNNAMED -ea -jar e.jar -Xx");
    assertThat(command.java()).isEqualTo("java");
    assertThat(command.options())
        .containsExactly("-Da=b", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-ea");
    assertThat(command.leavesTheJvmToUs(Map.of("JAVA_TOOL_OPTIONS", "-Dc=d"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx2g", "-XX:+UseG1GC", "@options", "-javaagent:a.jar", "-agentlib:j"})
  void whoChoosesAJvmHasIt(String option) {
    assertThat(of(option + " -jar e.jar").leavesTheJvmToUs(Map.of())).isFalse();
    assertThat(of("-jar e.jar").leavesTheJvmToUs(Map.of())).isTrue();
    for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      Map<String, String> environment = Map.of(name, " -Da=b " + option);
      assertThat(of("-jar e.jar").leavesTheJvmToUs(environment)).isFalse();
    }
  }

  @Test
  void whatIsNoJarIsNotKnown() {
    assertThat(OwnCommand.of("java", List.of("-cp", "e.jar", "Main"))).isNull();
  }

  private static OwnCommand of(String arguments) {
    OwnCommand command = OwnCommand.of("java", List.of(arguments.split(" ")));
    assertThat(command).isNotNull();
    return command;
  }
}
