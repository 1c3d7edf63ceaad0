package dev.ectoscope.postgres.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class PlanReaderTest {

  private static final List<String> NAMES = RealPlans.names();

  @Example
  void readsEachRealPlanWhole() {
    assertThat(NAMES).hasSizeGreaterThan(100);
    for (String name : NAMES) {
      String text = RealPlans.text(name);
      Plan plan = RealPlans.plan(name);
      long printed =
          text.lines().filter(l -> l.contains("(actual ") || l.contains("(never")).count();
      if (name.endsWith(".txt")) {
        assertThat(plan.allNodes()).as(name).hasSize((int) printed);
      }
      if (name.endsWith("generic.json")) {
        continue;
      }
      assertThat(plan.analyzed()).as(name).isTrue();
      assertThat(plan.executionMs()).as(name).isPositive();
      assertThat(plan.planningMs()).as(name).isPositive();
    }
  }

  @Example
  void readsTextAndJsonAlike() {
    for (String name : NAMES) {
      // Two runs: workers share their rows anew, and the first run's reads mend what they find.
      if (name.endsWith(".txt") && !name.matches(".*(parallel|stale-visibility.bad).*")) {
        Plan text = RealPlans.plan(name);
        Plan json = RealPlans.plan(name.replace(".txt", ".json"));
        assertThat(outline(text)).as(name).isEqualTo(outline(json));
      }
    }
  }

  private static String outline(Plan plan) {
    return plan.allNodes().stream().map(PlanReaderTest::line).collect(Collectors.joining("\n"));
  }

  private static String line(PlanNode n) {
    return String.join(
            "|",
            n.title(),
            n.nodeType(),
            n.relation(),
            n.alias(),
            n.index(),
            n.parentRelationship().replace("Member", "Outer"),
            n.joinType(),
            n.filter(),
            n.indexCondition(),
            n.joinCondition(),
            n.totalCost() + " " + n.startupCost() + " " + n.planRows() + " " + n.planWidth(),
            n.actualRows() + " " + n.actualLoops(),
            n.rowsRemovedByFilter() + " " + n.heapFetches(),
            n.sortMethod() + n.sortKeys(),
            n.details().subplan() + n.details().cte() + n.details().function(),
            n.details().groupKeys().toString() + n.details().presortedKeys(),
            n.details().mentions().toString()
                + n.details().disabled()
                + n.details().indexSearches(),
            n.details().discarded().toString(),
            n.details().memory().sortSpace() + n.details().memory().batches(),
            n.details().bitmap().toString() + n.details().cache())
        // The text leaves out what is zero.
        .replaceAll("NaN|-1|(?<![\\d.])0(\\.0)?(?![\\d.])", "0");
  }

  @Example
  void readsWhatTheTextSays() {
    PlanNode sort = RealPlans.plan("18/sort-spill.bad.txt").root();
    assertThat(sort.sortMethod()).isEqualTo("external merge");
    assertThat(sort.sortKeys()).containsExactly("note", "placed_at DESC");
    assertThat(sort.details().memory().sortSpace()).isEqualTo("Disk");
    assertThat(sort.details().memory().sortKb()).isGreaterThan(10_000);
    assertThat(RealPlans.plan("18/sort-spill.bad.txt").run().settings())
        .containsEntry("work_mem", "1MB");
    assertThat(RealPlans.plan("15/jit-overhead.bad.txt").run().jit().totalMs()).isPositive();
    assertThat(RealPlans.plan("13/triggers.txt").run().triggers())
        .anyMatch(t -> t.name().contains("refs") && t.calls() == 11 && t.ms() > 0);
  }

  @Example
  void knowsWorkers() {
    for (String name : List.of("13/parallel.json", "18/parallel.json", "18/parallel-join.json")) {
      Plan plan = RealPlans.plan(name);
      PlanNode gather =
          plan.allNodes().stream().filter(n -> n.nodeType().startsWith("Gather")).findFirst().get();
      assertThat(gather.details().parallel().launched()).isEqualTo(2);
      assertThat(plan.allNodes()).anyMatch(n -> n.details().parallel().workers().size() == 2);
    }
  }

  @Example
  void readsWhatProgramsMakeOfAPlan() {
    String plain = RealPlans.text("18/tree.txt");
    String outline = outline(RealPlans.plan("18/tree.txt"));
    String psql =
        "                QUERY PLAN\n----------------------\n"
            + plain.lines().map(l -> " " + l + "\n").collect(Collectors.joining())
            + "(12 rows)\n\nTime: 12.345 ms\n";
    String border =
        "+---------------+\n|  QUERY PLAN   |\n+---------------+\n"
            + plain.lines().map(l -> "| " + l + "     |\n").collect(Collectors.joining())
            + "+---------------+\n";
    String pgAdmin = plain.lines().map(l -> '"' + l + "\"\n").collect(Collectors.joining());
    String elixir = '"' + plain.strip().replace("\"", "\\\"").replace("\n", "\\n") + '"';
    String autoExplain =
        "2026-11-21 10:00:00.000 UTC [7] LOG:  duration: 12.345 ms  plan:\n\tQuery Text: SELECT o.id\n\tFROM orders\n"
            + plain
                .lines()
                .filter(l -> !l.startsWith("Planning") && !l.startsWith("Execution"))
                .map(l -> "\t" + l + "\n")
                .collect(Collectors.joining())
            + "2026-11-21 10:00:01.000 UTC [7] LOG:  checkpoint starting: time\n";
    for (String text :
        List.of(psql, border, pgAdmin, elixir, autoExplain, plain.replace("\n", "\r\n"))) {
      assertThat(outline(PlanReader.read(text))).isEqualTo(outline);
    }
    Plan logged = PlanReader.read(autoExplain);
    assertThat(logged.executionMs()).isEqualTo(12.345);
    assertThat(logged.run().query()).isEqualTo("SELECT o.id\nFROM orders");
  }

  @Example
  void readsFramedJson() {
    String plain = RealPlans.text("18/tree.json");
    String outline = outline(RealPlans.plan("18/tree.json"));
    String psql =
        "            QUERY PLAN             \n-----------------------------------\n"
            + plain.lines().map(l -> String.format(" %-40s+\n", l)).collect(Collectors.joining())
            + "(1 row)\n";
    String pgAdmin = '"' + plain.strip().replace("\"", "\"\"") + '"';
    String autoExplain =
        "2026-11-21 10:00:00.000 UTC [7] LOG:  duration: 12.345 ms  plan:\n\t{\n\t  \"Query Text\": \"SELECT [1], {2}\",\n"
            + plain
                .lines()
                .skip(2)
                .limit(plain.lines().count() - 3)
                .map(l -> "\t" + l + "\n")
                .collect(Collectors.joining());
    for (String text : List.of(psql, pgAdmin, autoExplain, "Here it is:\n" + plain + "\nthanks")) {
      assertThat(outline(PlanReader.read(text))).isEqualTo(outline);
    }
  }

  @Example
  void countsFurtherPlans() {
    String text = RealPlans.text("18/tree.txt");
    String json = RealPlans.text("18/tree.json");
    assertThat(PlanReader.understand(text)).matches(r -> ((PlanReading.Understood) r).more() == 0);
    for (String twice : List.of(text + "\n" + text, json + json)) {
      assertThat(PlanReader.understand(twice))
          .matches(r -> ((PlanReading.Understood) r).more() == 1);
    }
  }

  @Example
  void readsPlansWithoutCostsOrTimes() {
    Plan plan =
        PlanReader.read(
            """
            Sort
              Sort Key: id
              ->  Seq Scan on "Odd ""name" x
                    Filter: (a = 'two
            lines'::text)
            """);
    assertThat(plan.analyzed()).isFalse();
    assertThat(plan.allNodes()).hasSize(2);
    PlanNode scan = plan.root().children().get(0);
    assertThat(scan.relation()).isEqualTo("Odd \"name");
    assertThat(scan.alias()).isEqualTo("x");
    Plan bare = PlanReader.read("{\"Plan\": {\"Node Type\": \"Result\", \"Total Cost\": 0.01}}");
    assertThat(bare.executionMs()).isNaN();
    assertThat(bare.sharedBlocks()).isEqualTo(-1);
  }

  /** "Total runtime" until 9.3, "Execution time" until 10. */
  @Example
  void readsTheFooterOfOldVersions() {
    String step =
        "Seq Scan on posts  (cost=0.00..1.00 rows=3 width=8) (actual time=0.010..0.500 rows=3 loops=1)\n";
    Plan plan = PlanReader.read(step + "Planning time: 0.100 ms\nExecution time: 2.200 ms\n");
    assertThat(plan.executionMs()).isEqualTo(2.2);
    assertThat(plan.planningMs()).isEqualTo(0.1);
    assertThat(PlanReader.read(step + "Total runtime: 2.200 ms\n").allNodes()).hasSize(1);
  }

  @Example
  void refusesWithAReason() {
    assertReason("", "empty");
    assertReason("SELECT 1", "No line looks like a step");
    assertReason("Seq Scan", "No line looks like a step");
    assertReason("[]", "No line looks like a step");
    assertReason(
        "- Plan:\n    Node Type: \"Seq Scan\"\n    Alias: \"p\"", "in YAML: ask for it again");
    assertReason(
        "<explain xmlns=\"http://www.postgresql.org/2009/explain\">\n<Query>\n<Plan>", "in XML");
    assertReason("{\"Plan\": 1}", "holds no \"Plan\"");
    assertReason(RealPlans.text("18/tree.json").substring(0, 900), "damaged or cut off");
    assertReason("[".repeat(100_000) + "{\"Plan\": {}", "damaged or cut off");
    assertReason(
        RealPlans.text("18/tree.txt").lines().map(String::strip).collect(Collectors.joining("\n")),
        "indentation");
    assertThatThrownBy(() -> PlanReader.read("")).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertReason(String text, String reason) {
    PlanReading reading = PlanReader.understand(text);
    assertThat(reading).isInstanceOf(PlanReading.Refused.class);
    assertThat(((PlanReading.Refused) reading).reason()).contains(reason);
  }

  @Property(tries = 600)
  void neverThrows(
      @ForAll("plans") String text,
      @ForAll("words") String word,
      @ForAll @IntRange(max = 20_000) int at,
      @ForAll @IntRange(max = 200) int length) {
    int from = at % (text.length() + 1);
    int to = Math.min(text.length(), from + length);
    PlanReading reading =
        PlanReader.understand(text.substring(0, from) + word + text.substring(to));
    if (reading instanceof PlanReading.Understood understood) {
      PlanTimes times = PlanTimes.of(understood.plan());
      assertThat(understood.plan().allNodes()).allMatch(n -> times.own(n) >= 0);
    } else {
      assertThat(((PlanReading.Refused) reading).reason()).isNotBlank();
    }
  }

  @Provide
  static Arbitrary<String> plans() {
    return Arbitraries.of(NAMES).map(RealPlans::text);
  }

  /** What readers stumble over: control words, ends, brackets, huge numbers, other types. */
  @Provide
  static Arbitrary<String> words() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(20),
        Arbitraries.of(
            "",
            "\n",
            "->",
            "  ->  ",
            "\"",
            "{",
            "}",
            "[",
            "]",
            "null",
            "1e999",
            "-1",
            "NaN",
            "(never executed)",
            "Plans: x",
            "Workers: x",
            "\nWorker 0: Plans: 1\n",
            "CTE x",
            "\n  InitPlan 1 (returns $0)\n",
            "loops=99999999999999999999",
            "\nJIT:\n",
            "\"Plan\": ",
            "\"Plans\": [1, \"a\", {}],",
            "Sort Key: (((",
            "\nTrigger : calls=..\n",
            "\u0000"));
  }
}
