defmodule SkolarWeb.MarksLive do
  use SkolarWeb, :live_view
  import Ecto.Query
  alias Skolar.{Marks, Repo}
  alias Skolar.Marks.Grade

  @impl true
  def mount(%{"id" => id}, _session, socket) do
    if connected?(socket), do: send(self(), :load)
    {:ok, assign(socket, section_id: id, columns: [])}
  end

  @impl true
  def handle_info(:load, socket) do
    columns =
      for assessment <- Marks.open_assessments(socket.assigns.section_id) do
        grades = Repo.all(from g in Grade, where: g.assessment_id == ^assessment.id, preload: [:pupil])
        {assessment.title, grades}
      end

    {:noreply, assign(socket, columns: columns)}
  end

  @impl true
  def handle_event("save", %{"rows" => rows}, socket) do
    saved =
      Enum.reduce_while(rows, [], fn row, saved ->
        case Repo.insert(Grade.changeset(%Grade{}, row)) do
          {:ok, grade} -> {:cont, [grade | saved]}
          {:error, _} -> {:halt, saved}
        end
      end)

    {:noreply, assign(socket, saved: saved)}
  end

  def handle_event("points", %{"id" => id, "points" => points}, socket) do
    {:ok, grade} = Grade |> Repo.get!(id) |> Grade.changeset(%{points: points}) |> Repo.update()
    {:noreply, assign(socket, last: grade)}
  end
end
