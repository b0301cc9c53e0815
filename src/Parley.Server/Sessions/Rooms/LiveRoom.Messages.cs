using System.Text.Json;
using Parley.Agents;

namespace Parley.Server.Sessions.Rooms;

/// <summary>What parties of a room tell each other beside their voices. Call legs take no messages.</summary>
internal sealed partial class LiveRoom
{
    /// <summary>Who has sent a message that came over the rooms API.</summary>
    public const string ApiSender = "api";

    /// <summary>Sends a message.</summary>
    /// <param name="message">Any JSON.</param>
    /// <param name="sender">The id of who sends it, who does not get it.</param>
    /// <param name="recipient">A participant's id; <see langword="null"/> or <c>*</c> for all.</param>
    public void SendAppMessage(JsonElement message, string sender, string? recipient)
    {
        var told = new AppMessageReceived(message.Clone(), sender);   // The sender's document may be gone before it is read.
        lock (_telling)
        {
            var stamped = told with { Timestamp = Time.GetUtcNow() };
            foreach (var agent in _agents)
            {
                if (agent.Id != sender && (recipient is null or "*" || agent.Id == recipient))
                {
                    agent.Take(stamped);
                }
            }
        }
    }
}
