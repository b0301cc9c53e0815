using System.Text.Json;
using Parley.Agents;

namespace Parley.Server.Sessions.Rooms;

/// <summary>What parties of a room tell each other beside their voices. Of call legs those take them that have a way for it: clients of the generic socket.</summary>
internal sealed partial class LiveRoom
{
    /// <summary>Who has sent a message that came over the rooms API.</summary>
    public const string ApiSender = "api";

    /// <summary>What an agent has said and is not heard yet is not to be: where a far end keeps sound in store, it is told so.</summary>
    /// <param name="session">The agent's session.</param>
    /// <param name="participantId">On which leg; <see langword="null"/> for all that are not somebody else's.</param>
    public void Clear(Guid session, string? participantId)
    {
        foreach (var leg in Legs)
        {
            if (leg.Id == participantId || (participantId is null && leg.Agent?.SessionId == session))
            {
                leg.Leg.Clear();
            }
        }
    }

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

            foreach (var leg in Legs)
            {
                if (leg.IsInRoom && leg.Id != sender && (recipient is null or "*" || leg.Id == recipient))
                {
                    leg.Leg.Tell(told.Message);
                }
            }
        }
    }
}
