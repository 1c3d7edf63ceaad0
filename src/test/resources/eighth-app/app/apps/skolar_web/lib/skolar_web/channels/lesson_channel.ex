defmodule SkolarWeb.LessonChannel do
  use SkolarWeb, :channel
  alias Skolar.{Attendance.Mark, Repo}

  @impl true
  def join("lesson:" <> id, _payload, socket), do: {:ok, assign(socket, :lesson_id, id)}

  @impl true
  def handle_in("roll", %{"marks" => marks}, socket) do
    Enum.each(marks, fn %{"id" => id, "mark" => mark} ->
      {1, _} = Repo.update_all(Ecto.Query.where(Mark, id: ^id), set: [mark: mark])
    end)

    {:reply, :ok, socket}
  end

  def handle_in("say", %{"text" => text}, socket) do
    message = Repo.insert!(%Skolar.Office.Message{body: text, author_id: socket.assigns.teacher_id})
    broadcast!(socket, "said", %{id: message.id})
    {:noreply, socket}
  end
end
