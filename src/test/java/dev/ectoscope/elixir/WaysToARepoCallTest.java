package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.SqlReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From a printed line to the Repo call: by delegation, by import, from templates. */
class WaysToARepoCallTest {

  private static final String LIGHTS = "SELECT l0.\"id\", l0.\"name\" FROM \"lights\" AS l0";
  private static final ElixirProject PROJECT =
      ElixirProject.of(
          Map.of(
              "lib/coast/lights.ex",
              """
              defmodule Coast.Light do
                use Ecto.Schema
                schema "lights" do
                  field :name, :string
                end
              end

              defmodule Coast.Lights do
                def all(_opts \\\\ []), do: Coast.Repo.all(Coast.Light)
              end

              defmodule Coast do
                defdelegate lights(), to: Coast.Lights, as: :all
              end

              defmodule Coast.Repo do
                use Ecto.Repo, otp_app: :coast
              end
              """,
              "lib/coast_web/page.ex",
              """
              defmodule CoastWeb.Page do
                import Coast.Lights

                def delegated(_), do: wrap(Coast.lights())
                def imported(_), do: wrap(all())

                def render(assigns) do
                  ~H\"""
                  <h1 class={["big", @loud && "loud"]}>{@title}</h1>
                  <p :for={light <- Coast.lights()}>{light.name}</p>
                  <%= for _ <- 1..2 do %>
                    <b><%= length(all()) %></b>
                  <% end %>
                  \"""
                end

                defp wrap(x), do: {:ok, x}
              end
              """,
              "lib/coast_web/page/index.html.heex",
              """
              <%!-- Coast.lights() is only mentioned --%>
              <p title="a { brace">{@title}</p>
              <%= if @show do %>
                <i><%= inspect(Coast.lights()) %></i>
              <% end %>
              """));

  @Test
  void aLineThatOnlyMentionsTheCallIsNotItsPlace() {
    assertThat(place("CoastWeb.Page.index/1", "lib/coast_web/page/index.html.heex", 1).isKnown())
        .isFalse();
    assertThat(place("CoastWeb.Page.render/1", "lib/coast_web/page.ex", 9).isKnown()).isFalse();
  }

  @Test
  void delegatedAndImportedFunctionsAreFollowed() {
    assertPlaced(place("CoastWeb.Page.delegated/1", "lib/coast_web/page.ex", 4));
    assertPlaced(place("CoastWeb.Page.imported/1", "lib/coast_web/page.ex", 5));
  }

  @Test
  void callsInTemplatesAreFollowed() {
    assertPlaced(place("CoastWeb.Page.render/1", "lib/coast_web/page.ex", 10));
    assertPlaced(place("anonymous fn/3 in CoastWeb.Page.render/1", "lib/coast_web/page.ex", 12));
    assertPlaced(place("CoastWeb.Page.index/1", "lib/coast_web/page/index.html.heex", 4));
  }

  private static void assertPlaced(Place place) {
    assertThat(place.function()).isEqualTo("Coast.Lights.all/1");
    assertThat(place.certainty()).isEqualTo(Place.Certainty.FOLLOWED);
  }

  private static Place place(String frame, String file, int line) {
    return new CallSites(PROJECT)
        .place(new CallSite(frame, file, line), new SqlReader().read(LIGHTS));
  }
}
