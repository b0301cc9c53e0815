using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Agents.Rtvi;

namespace Parley.Agents;

/// <summary>A message of an RTVI client's own kind (<c>client-message</c>, or one of its user interface).</summary>
public sealed class RtviClientMessage
{
    private readonly RtviServer _server;
    private readonly string _id;

    internal RtviClientMessage(RtviServer server, string id, string participantId, string name, JsonElement? data) =>
        (_server, _id, ParticipantId, Name, Data) = (server, id, participantId, name, data);

    /// <summary>Who sent it.</summary>
    public string ParticipantId { get; }

    /// <summary>What kind it is: <c>t</c> of a client message, <c>ui-event</c> or <c>ui-snapshot</c>.</summary>
    public string Name { get; }

    /// <summary>What it says, if anything.</summary>
    public JsonElement? Data { get; }

    /// <summary>Answers it.</summary>
    public Task RespondAsync(JsonElement? data, CancellationToken cancellationToken = default) =>
        _server.SendAsync(RtviMessage.Create("server-response", new JsonObject { ["t"] = Name, ["d"] = data is { } given ? JsonNode.Parse(given.GetRawText()) : null }, _id), ParticipantId, cancellationToken);

    /// <summary>Answers that it cannot be done.</summary>
    public Task RejectAsync(string error, CancellationToken cancellationToken = default) =>
        _server.SendAsync(RtviMessage.ErrorResponse(_id, error), ParticipantId, cancellationToken);
}
