package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Forms that were read in a library's source and not run against it: said where they are handed
 * out, and run against stand-ins of the functions they call, where Elixir is installed.
 */
class FormsReadTest {

  private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 2, 12, 0);

  private static final Fix CONSTRAINT =
      new Fix.ConstraintInChangeset("", "", "berths", List.of("boat_id", "bay"));
  private static final Fix ONE_COLUMN =
      new Fix.ConstraintInChangeset("", "", "berths", List.of("bay"));
  private static final Fix MOUNT = new Fix.LoadWhenConnected("", "", "PierWeb.Live", "berths");
  private static final Fix INDEX =
      new Fix.CreateIndex(
          "", "berths", List.of("boat_id", "built DESC"), "btree", "", List.of(), "");
  private static final Fix BETWEEN =
      new Fix.CreateIndex(
          "",
          "berths",
          List.of("built DESC", "boat_id", "lower(name) DESC"),
          "btree",
          "",
          List.of(),
          "");

  @TempDir private Path folder;

  private static Finding.Code written(Fix fix, String lock) {
    ElixirProject project = lock.isEmpty() ? null : ElixirProject.of(Map.of("mix.lock", lock));
    return new EctoCode(new AppNames("Pier", "Pier.Repo"), NOON, project).write(fix).get(0);
  }

  private static String lock(String library, String version) {
    return "%%{\n  \"%s\": {:hex, :%s, \"%s\", \"aa\", [:mix], [], \"hexpm\", \"bb\"},\n}\n"
        .formatted(library, library, version);
  }

  @Test
  void whatRanIsHandedOutWithoutANote() {
    assertThat(written(new Fix.DeleteAll("", "", "berths", "id"), "").note()).isEmpty();
    assertThat(written(INDEX, "").note()).isEmpty();
  }

  @Test
  void whatWasOnlyReadIsSaidSo() {
    assertThat(written(CONSTRAINT, "").note()).isEqualTo(FunctionCode.NOT_RUN);
    assertThat(written(MOUNT, "").note()).isEqualTo(FunctionCode.NOT_RUN);
    assertThat(LibraryVersionTest.resolver().note()).isEqualTo(FunctionCode.NOT_RUN);
  }

  /** ecto_sql 3.13 knows directions; what it is before, or not known, is written as SQL. */
  @Test
  void aDescendingKeyIsWrittenForTheVersionOfEctoSql() {
    assertThat(written(INDEX, lock("ecto_sql", "3.13.2")).code())
        .contains("index(:berths, [:boat_id, desc: :built],")
        .contains("name: :berths_boat_id_built_desc_index");
    assertThat(written(BETWEEN, lock("ecto_sql", "3.14.0")).code())
        .contains("[{:desc, :built}, :boat_id, \"lower(name) DESC\"]");
    for (String older : List.of("", lock("ecto_sql", "3.12.1"))) {
      assertThat(written(INDEX, older).code())
          .contains("[:boat_id, \"built DESC\"]", "name: :berths_boat_id_built_desc_index");
    }
  }

  @Test
  void theyRunAgainstWhatTheirLibrariesPromise() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        FormattedByMixTest.isInstalled("elixir"), "elixir is not on the PATH: install it");
    String script =
        String.join(
            "\n",
            stands(),
            module("Constraint", "", written(CONSTRAINT, "")),
            module("OneColumn", "", written(ONE_COLUMN, "")),
            module(
                "Async",
                "import Phoenix.LiveView\ndef load, do: [:berth]",
                written(MOUNT, lock("phoenix_live_view", "1.0.1"))),
            module(
                "Connected",
                "import Phoenix.LiveView\ndef load, do: [:berth]",
                written(MOUNT, lock("phoenix_live_view", "0.18.3"))),
            module(
                "Resolver",
                "import Absinthe.Resolution.Helpers, only: [on_load: 2]",
                LibraryVersionTest.resolver()),
            written(INDEX, lock("ecto_sql", "3.14.0")).code(),
            written(BETWEEN, lock("ecto_sql", "3.14.0")).code(),
            """
            changeset = struct(Ecto.Changeset, source: "berths")
            %{constraints: [two]} = Constraint.berths_constraints(changeset)
            %{constraint: "berths_boat_id_bay_index", field: :boat_id} = two
            %{constraints: [one]} = OneColumn.berths_constraints(changeset)
            %{constraint: "berths_bay_index", field: :bay} = one

            first = %{assigns: %{}, connected: false}
            {:ok, %{assigns: %{berths: :loading}}} = Async.mount(%{}, %{}, first)
            {:ok, %{assigns: %{berths: []}}} = Connected.mount(%{}, %{}, first)
            second = %{first | connected: true}
            {:ok, %{assigns: %{berths: {:ok, [:berth]}}}} = Async.mount(%{}, %{}, second)
            {:ok, %{assigns: %{berths: [:berth]}}} = Connected.mount(%{}, %{}, second)

            berths = fn :berths, boats ->
              send(self(), {:asked, length(boats)})
              Map.new(boats, &{&1, [&1.id]})
            end

            resolve = &Resolver.berths_batched(%{id: &2}, %{}, %{context: %{loader: &1}})
            empty = struct(Dataloader, sources: %{db: berths})
            {:middleware, Absinthe.Middleware.Dataloader, {loader, _}} = resolve.(empty, 1)
            {:middleware, Absinthe.Middleware.Dataloader, {loader, then}} = resolve.(loader, 2)
            {:ok, [2]} = loader |> Dataloader.run() |> then.()
            2 = receive do: ({:asked, n} -> n)

            index = Pier.Repo.Migrations.CreateBerthsBoatIdBuiltDescIndex.change()
            {:berths, [:boat_id, {:desc, :built}], [name: _, concurrently: true]} = index
            mixed = Pier.Repo.Migrations.CreateBerthsBuiltDescBoatIdLowerNameDescIndex.change()
            {:berths, [{:desc, :built}, :boat_id, "lower(name) DESC"], _} = mixed
            IO.puts("all ran")
            """);
    Path file = Files.writeString(folder.resolve("forms.exs"), script);
    assertThat(run("elixir", file.toString())).endsWith("all ran\n");
  }

  private static String stands() throws IOException {
    try (var in = FormsReadTest.class.getResourceAsStream("/elixir/stand_ins.exs")) {
      return new String(in.readAllBytes());
    }
  }

  private static String module(String name, String head, Finding.Code code) {
    return "defmodule " + name + " do\n" + head + "\n" + code.code() + "end\n";
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return output;
  }
}
