defmodule Medora.Messaging do
  import Ecto.Query
  alias Medora.Repo
  alias Medora.Messaging.{Member, Message, Notification, Thread}

  def inbox(user_id) do
    threads = Repo.all(from t in Thread, join: m in assoc(t, :members), where: m.user_id == ^user_id, order_by: [desc: t.updated_at], limit: 12)
    Enum.map(threads, &summary/1)
  end

  defp summary(thread) do
    last = Repo.one(from m in Message, where: m.thread_id == ^thread.id, order_by: [desc: m.inserted_at], limit: 1)
    %{subject: thread.subject, last: last && last.body}
  end

  def notify_members(thread_id, kind) do
    members = Repo.all(from m in Member, where: m.thread_id == ^thread_id)

    Enum.map(members, fn member ->
      user = Repo.get!(Medora.Directory.User, member.user_id)
      {user.email, kind}
    end)
  end

  def unread(user_id) do
    n = Repo.aggregate(from(n in Notification, where: n.user_id == ^user_id and is_nil(n.read_at)), :count)
    n
  end

  def post(thread_id, user_id, body) do
    message = Repo.insert!(%Message{thread_id: thread_id, sender_id: user_id, body: body})
    message
  end

  def page(thread_id, before) do
    rows = Repo.all(from m in Message, where: m.thread_id == ^thread_id and m.inserted_at < ^before, order_by: [desc: m.inserted_at], limit: 30)
    Enum.reverse(rows)
  end
end
