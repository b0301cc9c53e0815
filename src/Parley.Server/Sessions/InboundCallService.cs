using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Telephony;

namespace Parley.Server.Sessions;

/// <summary>
/// Takes the calls that come in. One to an owned number starts a session, the same way as over HTTP, with the call in its hands, unless the number is bound to a webhook; one to
/// the SIP address of a room goes there.
/// </summary>
internal sealed partial class InboundCallService(
    TelephonyHost telephony, LiveSessions sessions, AgentCatalog agents, SessionRooms rooms, NumberStore numbers, DialinConfigStore dialin, PinlessCalls waiting, DirectCalls direct,
    IdentityStore identities, PublicUrl publicUrl, IIdSource ids, TimeProvider time,
    ILogger<InboundCallService> logger)
    : IHostedService, IDisposable
{
    private const string DefaultAgent = "inbound";
    private const int MostAtATime = 32;

    // Several at a time: neither a slow disk nor a caller that does not acknowledge its refusal holds up the next.
    private readonly SemaphoreSlim _places = new(MostAtATime);
    private readonly CancellationTokenSource _stop = new();
    private Task _taking = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _taking = TakeAllAsync();
        return Task.CompletedTask;
    }

    /// <summary>Takes no more, and waits for those that are being taken; the switchboard hangs up on the others.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        await _taking.UntilAsync(cancellationToken);
        await waiting.WhenEmptyAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _places.Dispose();
    }

    // Not a BackgroundService, which leaves the ambient scheduler, which a simulation depends on.
    private async Task TakeAllAsync()
    {
        var calls = telephony.Switchboard.Inbound.Calls;
        try
        {
            while (await calls.WaitToReadAsync(_stop.Token))
            {
                await _places.WaitAsync();
                if (calls.TryRead(out var call))
                {
                    _ = TakeAndLeaveAsync(call);
                }
                else
                {
                    _places.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }

        for (var place = 0; place < MostAtATime; place++)
        {
            await _places.WaitAsync();
        }
    }

    private async Task TakeAndLeaveAsync(IncomingLeg call)
    {
        await Task.Yield();   // Beside the others, whatever the first steps take.
        try
        {
            await TakeAsync(call);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task TakeAsync(IncomingLeg call)
    {
        var offer = direct.Offer(call);
        try
        {
            if (await (call.Number is { } number ? RefusalAsync(offer, number.Number.ToString()) : direct.TakeAsync(call, offer)) is { } status)
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
    private async Task<int?> RefusalAsync(IncomingCallOffer offer, string number)
    {
        if (await dialin.FindByNumberAsync(number, CancellationToken.None) is { } config)
        {
            waiting.Take(offer, config);
            return null;
        }

        offer.Ring();
        var agent = (await numbers.FindByNumberAsync(number, CancellationToken.None))?.Agent ?? DefaultAgent;
        if (!agents.Contains(agent))
        {
            Log.NoAgent(logger, agent);
            return 480;
        }

        var body = JsonSerializer.SerializeToElement(new DialinBody(DialinSettings.Of(offer, (await identities.GetAsync(CancellationToken.None)).DomainId), publicUrl.OfApi), DialinJson.Default.DialinBody);
        // Nobody asked for this room who could say that its agent may dial; it has to, to hand the caller on. The dialing rules hold here as anywhere.
        var (room, _) = await rooms.CreateAsync(RoomProperties.Default(time.GetUtcNow()) with { EnableDialout = true }, CancellationToken.None);
        var command = new StartCommand { SessionId = ids.NewId(), Agent = agent, Body = body, Room = room, Incoming = offer };
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
