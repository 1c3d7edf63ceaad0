package dev.ectoscope.postgres.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ElixirTermTest {

  @Test
  void readsScalars() {
    ElixirTerm.Parsed parsed =
        ElixirTerm.parse("[1, \"x\", nil, true, :paid, -2, 1_000, 1.5, 1.0e-3]");
    assertThat(parsed.complete()).isTrue();
    assertThat(parsed.values())
        .isEqualTo(Arrays.asList("1", "x", null, "true", "paid", "-2", "1000", "1.5", "1.0e-3"));
    assertThat(parsed.masked())
        .isEqualTo("[int, string, nil, boolean, atom, int, int, float, float]");
    assertThat(ElixirTerm.parse("[]").complete()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "~U[2024-01-01 00:00:00Z] | datetime | 2024-01-01 00:00:00Z",
        "~N[2024-01-01 00:00:00.123456] | datetime | 2024-01-01 00:00:00.123456",
        "~D[2024-01-01] | date | 2024-01-01",
        "~T[12:30:00] | time | 12:30:00",
        "#DateTime<2024-01-01 01:00:00+01:00 CET Europe/Oslo> | datetime | 2024-01-01"
            + " 01:00:00+01:00",
        "Decimal.new(\"12.30\") | decimal | 12.30",
        "#Decimal<1.2> | decimal | 1.2",
        "[1, 2, 3] | list | {1,2,3}",
        "[\"a\", \"b\\\"c\", nil] | list | {\"a\",\"b\\\"c\",NULL}",
        "[[1], [2]] | list | {{1},{2}}",
        "~c\"AB\" | list | {65,66}",
        "'AB' | list | {65,66}",
        "%{\"a\" => 1} | map | {\"a\":1}",
        "%{color: \"red\", n: nil} | map | {\"color\":\"red\",\"n\":null}",
        "%{} | map | {}",
        "<<1, 2, 255>> | binary | \\x0102ff",
        "\"7488a646-e31f-11e4-aace-600308960662\" | uuid | 7488a646-e31f-11e4-aace-600308960662",
        "<<116, 136, 166, 70, 227, 31, 17, 228, 170, 206, 96, 3, 8, 150, 6, 98>> | uuid |"
            + " 7488a646-e31f-11e4-aace-600308960662",
        "%Postgrex.INET{address: {10, 0, 0, 1}, netmask: 24} | inet | 10.0.0.1/24",
        "%Postgrex.INET{address: {10, 0, 0, 1}, netmask: nil} | inet | 10.0.0.1",
        "\"tab\\t\\u00e9\\x{41}\" | string | `tab\té\u0041`",
        "MyApp.Post | atom | Elixir.MyApp.Post"
      })
  void readsTerms(String printed, String type, String text) {
    ElixirTerm.Parsed parsed = ElixirTerm.parse("[" + printed + "]");
    assertThat(parsed).isInstanceOf(ElixirTerm.Complete.class);
    assertThat(parsed.types()).containsExactly(type);
    assertThat(parsed.values()).containsExactly(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          %Postgrex.Range{lower: 1, upper: 5, lower_inclusive: true, upper_inclusive: false} | range | ["1","5")
          %Postgrex.Range{lower: ~D[2024-01-01], upper: :unbound, lower_inclusive: true, upper_inclusive: false} | range | ["2024-01-01",)
          %Postgrex.Range{lower: :empty, upper: :empty, lower_inclusive: false, upper_inclusive: false} | range | empty
          %Postgrex.Multirange{ranges: [%Postgrex.Range{lower: 1, upper: 2, lower_inclusive: true, upper_inclusive: true}]} | multirange | {["1","2"]}
          %Postgrex.Interval{months: 1, days: 2, secs: 3, microsecs: 4} | interval | 1 months 2 days 3 seconds 4 microseconds
          %Postgrex.MACADDR{address: {8, 1, 43, 5, 7, 9}} | macaddr | 08:01:2b:05:07:09
          %Postgrex.INET{address: {8193, 3512, 0, 0, 0, 0, 0, 1}, netmask: 64} | inet | 2001:db8:0:0:0:0:0:1/64
          %Postgrex.Point{x: 1.5, y: -2.0} | point | (1.5,-2.0)
          %Geo.Point{coordinates: {1.0, 2.5}, srid: 4326, properties: %{}} | geometry | SRID=4326;POINT(1.0 2.5)
          %Geo.LineString{coordinates: [{1.0, 2.0}, {3, 4}], srid: nil, properties: %{}} | geometry | LINESTRING(1.0 2.0,3 4)
          %Geo.Polygon{coordinates: [[{0, 0}, {0, 1}, {1, 1}, {0, 0}]], srid: 4326, properties: %{}} | geometry | SRID=4326;POLYGON((0 0,0 1,1 1,0 0))
          #Pgvector<[1.0, -0.5]> | vector | [1.0,-0.5]
          %{"at" => ~U[2024-01-01 00:00:00Z], :"odd key" => %{price: Decimal.new("1.20"), tags: [:a, nil]}} | map | {"at":"2024-01-01 00:00:00Z","odd key":{"price":"1.20","tags":["a",null]}}
          :"two words" | atom | two words
          1.0e-5 | float | 1.0e-5
          -170141183460469231731687303715884105728 | int | -170141183460469231731687303715884105728
          [~D[2024-01-01], nil] | list | {"2024-01-01",NULL}
          [<<0, 1>>, <<255>>] | list | {"\\\\x0001","\\\\xff"}
          "a\\#{b} \\u{1F600}" | string | a#{b} 😀
          %Decimal{sign: -1, coef: 125, exp: -2} | decimal | -125e-2
          %Duration{day: 3, hour: -1} | interval | 3 day -1 hour
          Pgvector.new([1.0, -0.5]) | vector | [1.0,-0.5]
          MapSet.new([1, 2]) | list | {1,2}
          {"USD", 5, nil} | tuple | ("USD","5",)
          <<5::size(3)>> | bits | 101
          <<255, 1>> | binary | \\xff01
          :NaN | atom | NaN
          """)
  void readsStructs(String printed, String type, String text) {
    ElixirTerm.Parsed parsed = ElixirTerm.parse("[" + printed + "]");
    assertThat(parsed.types()).containsExactly(type);
    assertThat(parsed.values()).containsExactly(text);
  }

  @Test
  void keepsWhatWasPrintedOfACutList() {
    ElixirTerm.Elided cut =
        (ElixirTerm.Elided) ElixirTerm.parse("[7, \"abc\" <> ..., [1, 2, ...], nil, ...]");
    assertThat(cut.types()).containsExactly("int", "string", "list", "nil");
    assertThat(cut.parts())
        .containsExactly(
            new ElixirTerm.Part(true, "7", true),
            new ElixirTerm.Part(false, null, false),
            new ElixirTerm.Part(true, "{1,2}", false),
            new ElixirTerm.Part(true, null, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1, 2, ...]",
        "[1, [1, 2, ...]]",
        "[1, \"abc\" <> ...]",
        "[1, <<1, 2, ...>>]",
        "[1, %{a: 1, ...}]",
        "[1, \"abc",
        "[1, 2",
        "[1",
        "[1, #Reference<0.1.2>]",
        "[1, %MyApp.Money{amount: 1}]",
        "[1] x",
        "[1, foo]",
        "nonsense",
        ""
      })
  void saysWhenItIsNotComplete(String printed) {
    ElixirTerm.Parsed parsed = ElixirTerm.parse(printed);
    assertThat(parsed).isInstanceOf(ElixirTerm.Elided.class);
    assertThat(parsed.values()).isEmpty();
    assertThat(parsed.complete()).isFalse();
  }

  @Test
  void neverThrows() {
    assertThat(ElixirTerm.parse(null).complete()).isFalse();
    assertThat(ElixirTerm.parse("[".repeat(100_000)).complete()).isFalse();
    String alphabet = "[]{}<>%~#\"'\\:,. =>1aUNcx-nil";
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder("[");
      for (int j = random.nextInt(20); j > 0; j--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      ElixirTerm.Parsed parsed = ElixirTerm.parse(text.toString());
      assertThat(parsed.complete() ? parsed.values().size() : 0)
          .isEqualTo(parsed.complete() ? parsed.types().size() : 0);
    }
  }
}
