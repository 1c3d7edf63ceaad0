defmodule Freight.Pipelines.Scans do
  use Broadway
  alias Freight.Core.Shipping.Scan
  alias Freight.DB

  def handle_message(_, message, _), do: message

  def handle_batch(:slow, messages, _info, _ctx) do
    Enum.each(messages, fn m ->
      DB.insert!(struct(Scan, m.data))
    end)

    messages
  end

  def handle_batch(:fast, messages, _info, _ctx) do
    DB.insert_all(Scan, Enum.map(messages, & &1.data), on_conflict: :nothing)
    messages
  end
end
