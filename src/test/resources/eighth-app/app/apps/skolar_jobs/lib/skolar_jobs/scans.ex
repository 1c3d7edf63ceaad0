defmodule SkolarJobs.Scans do
  use Broadway
  alias Broadway.Message
  alias Skolar.{Repo, Attendance.Mark}

  @impl true
  def handle_message(_, message, _), do: Message.put_batcher(message, :marks)

  @impl true
  def handle_batch(:marks, messages, _info, _ctx) do
    Enum.map(messages, fn %Message{data: data} = message ->
      case Repo.insert(%Mark{lesson_id: data.lesson, pupil_id: data.pupil, mark: :present}, on_conflict: :nothing) do
        {:ok, _} -> message
        {:error, reason} -> Message.failed(message, reason)
      end
    end)
  end
end
