defmodule Vitrine.Climate do
  import Ecto.Query
  alias Vitrine.Repo
  alias Vitrine.Climate.{Sample, Sensor}

  def board(sensors) do
    sensors
    |> Enum.reduce([], fn sensor, acc ->
      newest = Repo.one(from s in Sample, where: s.sensor_id == ^sensor.id, order_by: [desc: s.taken_at], limit: 1)
      [%{sensor: sensor.serial, humidity: newest && newest.humidity} | acc]
    end)
    |> Enum.reverse()
  end

  def sensors, do: Repo.all(Sensor) |> Enum.sort_by(& &1.room)

  def seen(serials) do
    now = DateTime.utc_now() |> DateTime.truncate(:second)
    for serial <- serials, do: Repo.update_all(from(s in Sensor, where: s.serial == ^serial), set: [last_seen_at: now])
  end
end
