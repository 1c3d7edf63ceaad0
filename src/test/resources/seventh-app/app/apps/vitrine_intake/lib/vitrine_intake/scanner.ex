defmodule VitrineIntake.Scanner do
  use Broadway
  alias Broadway.Message
  alias Vitrine.{Catalogue.Work, Climate.Sample, Repo}

  @impl true
  def handle_message(_processor, message, _context), do: Message.put_batcher(message, :works)

  @impl true
  def handle_batch(:works, messages, _batch_info, _context) do
    Enum.map(messages, fn message ->
      work = Repo.get_by(Work, accession_no: message.data.number)
      Repo.insert!(%Sample{humidity: message.data.humidity, sensor_id: message.data.sensor, taken_at: message.data.at})
      Message.update_data(message, fn _ -> work end)
    end)
  end

  def handle_batch(:samples, messages, _batch_info, _context) do
    {_, _} = Repo.insert_all(Sample, Enum.map(messages, & &1.data))
    messages
  end
end
