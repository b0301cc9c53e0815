using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Telephony;

namespace Parley.Server.Sessions;

/// <summary>Starts a session for each call that comes in to an owned number: the same way as over HTTP, with the call in its hands.</summary>
internal sealed partial class InboundCallService(
    TelephonyHost telephony, LiveSessions sessions, AgentCatalog agents, SessionRooms rooms, IOptions<ParleyOptions> options, TimeProvider time,
    ILogger<InboundCallService> logger)
    : BackgroundService
{
    private const string DefaultAgent = "inbound";
    private const int MostAtATime = 32;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Several at a time: neither a slow disk nor a caller that does not acknowledge its refusal holds up the next.
            var several = new ParallelOptions { MaxDegreeOfParallelism = MostAtATime, CancellationToken = stoppingToken };
            await Parallel.ForEachAsync(telephony.Switchboard.Inbound.Calls.ReadAllAsync(stoppingToken), several, (call, _) => new(TakeAsync(call)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; the switchboard hangs up on those that still wait.
        }
    }

    private async Task TakeAsync(IncomingLeg call)
    {
        var offer = new IncomingCallOffer(call);
        try
        {
            if (await RefusalAsync(offer) is { } status)
            {
                await offer.RefuseAsync(status);
            }
        }
#pragma warning disable CA1031 // One call that cannot be taken must not deafen the server.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotTaken(logger, call.Leg.Id, fault);
            await offer.RefuseAsync(500);
        }
    }

    /// <summary>Starts the session, or says with which SIP status the call is refused.</summary>
    private async Task<int?> RefusalAsync(IncomingCallOffer offer)
    {
        var number = offer.Call.Number.Number.ToString();
        var agent = options.Value.Numbers.FirstOrDefault(n => n.Number == number)?.Agent ?? DefaultAgent;
        if (!agents.Contains(agent))
        {
            Log.NoAgent(logger, agent);
            return 480;
        }

        var body = JsonSerializer.SerializeToElement(new DialinBody(DialinSettings.Of(offer)), DialinJson.Default.DialinBody);
        var (room, _, _) = await rooms.CreateAsync(RoomProperties.Default(time.GetUtcNow()), CancellationToken.None);
        var command = new StartCommand { SessionId = Guid.NewGuid(), Agent = agent, Body = body, Room = room, Incoming = offer };
        var record = new NewSession(command.SessionId, agent, room.Name, room.Url, JsonSerializer.SerializeToUtf8Bytes(body, DialinJson.Default.JsonElement));
        return await sessions.StartAsync(command, record, CancellationToken.None) switch
        {
            SessionAdmission.Started => null,
            SessionAdmission.AtCapacity => 486,
            _ => 503,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Incoming call {LegId} could not be taken")]
        public static partial void NotTaken(ILogger logger, string legId, Exception fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A call came in for agent '{Agent}', which the host has not added; it was refused")]
        public static partial void NoAgent(ILogger logger, string agent);
    }
}
