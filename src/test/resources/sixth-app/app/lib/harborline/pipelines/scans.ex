defmodule Harborline.Pipelines.Scans do
  use Broadway
  alias Harborline.Repo
  alias Harborline.Sales.Ticket

  @impl true
  def handle_message(_, message, _) do
    ticket = Repo.get_by(Ticket, code: message.data)
    Broadway.Message.put_data(message, ticket)
  end

  @impl true
  def handle_batch(:readings, messages, _info, _context) do
    Enum.map(messages, fn message ->
      vessel = Repo.get_by(Harborline.Fleet.Vessel, imo: message.data.imo)
      {:ok, _} = Repo.insert(%Harborline.Fleet.Reading{vessel_id: vessel.id, metric: "fuel", value: message.data.value})
      message
    end)
  end
end
