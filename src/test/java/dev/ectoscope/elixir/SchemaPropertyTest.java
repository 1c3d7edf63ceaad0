package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.module.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However a schema is laid out, it says the same; and no text stops the reader. */
class SchemaPropertyTest {

  private static final String SHIP = text("lib/harbour/fleet/ship.ex");

  /** A declaration in one of the ways people write it. */
  record Line(String name, String type, int layout) {
    String written() {
      return switch (layout) {
        case 0 -> "field :" + name + ", :" + type;
        case 1 -> "field(:" + name + ", :" + type + ")";
        case 2 -> "field :" + name + ",\n          :" + type + ",\n          default: nil";
        case 3 ->
            "# field :no, :string\n    field(\n      :" + name + ",\n      :" + type + "\n    )";
        default -> "Ecto.Schema.field(:" + name + ", :" + type + ", [default: nil] ++ [])";
      };
    }
  }

  @Property(tries = 150)
  void layoutChangesNothing(@ForAll("schemas") List<Line> lines) {
    List<Line> distinct =
        List.copyOf(
            lines.stream()
                .collect(
                    Collectors.toMap(Line::name, l -> l, (a, b) -> a, java.util.LinkedHashMap::new))
                .values());
    String body = distinct.stream().map(Line::written).collect(Collectors.joining("\n    "));
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/a.ex",
                "defmodule A do\n  use Ecto.Schema\n  schema \"as\" do\n    "
                    + body
                    + "\n  end\nend\n"));
    Schema schema = project.schemas().findFirst().orElseThrow();
    assertThat(schema.fields().stream().skip(1).map(f -> f.name() + " " + f.type()).toList())
        .isEqualTo(distinct.stream().map(l -> l.name() + " " + l.type()).toList());
  }

  @Property(tries = 300)
  void noTextStopsTheReader(@ForAll("damage") int[] damage) {
    int at = Math.floorMod(damage[0], SHIP.length());
    int to = Math.min(SHIP.length(), at + Math.floorMod(damage[1], 40));
    String torn = SHIP.substring(0, at) + (char) damage[2] + SHIP.substring(to);
    ElixirProject project = ElixirProject.of(Map.of("lib/ship.ex", torn));
    assertThat(project.modules().isEmpty() && project.skipped().isEmpty()).isFalse();
    project.repoCalls();
  }

  @Provide
  Arbitrary<List<Line>> schemas() {
    Arbitrary<String> name =
        Arbitraries.strings()
            .withCharRange('a', 'f')
            .ofMinLength(1)
            .ofMaxLength(4)
            .map(n -> "f_" + n);
    return Combinators.combine(
            name,
            Arbitraries.of("string", "integer", "map", "utc_datetime"),
            Arbitraries.of(0, 1, 2, 3, 5))
        .as(Line::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<int[]> damage() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 100_000),
            Arbitraries.integers().between(0, 1_000),
            Arbitraries.of(
                (int) '(',
                (int) '"',
                (int) ' ',
                (int) '\n',
                0,
                0x1F6A2 & 0xFFFF,
                (int) 'd',
                (int) '~',
                (int) '#'))
        .as((a, b, c) -> new int[] {a, b, c});
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of("src/test/resources/elixir/harbour").resolve(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
