using Microsoft.Extensions.Logging;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Telephony;

namespace Parley.Server.Sessions.Dialin;

/// <summary>Calls straight to an address: that of a room, which they come into at once, or that of a dial-in setting, whose webhook finds them a room.</summary>
internal sealed partial class DirectCalls(LiveRooms rooms, MeetingTokens tokens, DialinConfigStore configs, PinlessCalls waiting, ILogger<DirectCalls> logger)
{
    private const string DisplayNameHeader = "x-daily_display_name";
    private const int LongestName = 128;

    /// <summary>The offer of a call, with what it says of itself for rooms.</summary>
    public IncomingCallOffer Offer(IncomingLeg call)
    {
        var token = TokenOf(call);
        var reading = token is not null && RoomSipAddress.TryParseUser(call.Called.User, out var room, out _) ? tokens.TryRead(token, room) : null;
        return new(call)
        {
            Access = reading is { IsGood: true } ? RoomAccess.Of(reading.Token) : new() { Refusal = token is null ? null : reading?.Error ?? "no token is known here" },
            ShownName = call.Number is null ? NameOf(call) ?? reading?.Token?.UserName : null,
        };
    }

    /// <summary>Takes a call to an address.</summary>
    /// <param name="call">The call.</param>
    /// <param name="offer">What <see cref="Offer"/> made of it.</param>
    /// <returns>The SIP status to refuse it with; <see langword="null"/> when it was taken.</returns>
    public async Task<int?> TakeAsync(IncomingLeg call, IncomingCallOffer offer)
    {
        var user = call.Called.User;
        if (DialinAddresses.IsOfSetting(user))
        {
            if (await configs.FindBySipUserAsync(user!, CancellationToken.None) is not { } config)
            {
                return 404;
            }

            waiting.Take(offer, config);
            return null;
        }

        if (!RoomSipAddress.TryParseUser(user, out var room, out var endpoint))
        {
            return 404;
        }

        // Whoever shows a token is taken at its word, also where none would be needed.
        var refusal = offer.Access.Refusal ?? await rooms.AdmitAsync(room, offer, endpoint, CancellationToken.None);
        if (refusal is null)
        {
            return null;
        }

        Log.Refused(logger, offer.Call.Leg.Id, room, refusal);
        return refusal switch
        {
            DialoutTexts.NoRoom or DialinTexts.NoEndpoint => 404,
            DialinTexts.EndpointBusy or DialinTexts.Full or DialoutTexts.TooManyLegs => 486,
            _ => 403,
        };
    }

    private static string? TokenOf(IncomingLeg call) => DialinAddresses.TokenOf(call.Called, Header(call, DialinAddresses.TokenHeader));

    // Phones make a header of what stands after the question mark of an address; some leave it there.
    private static string? NameOf(IncomingLeg call)
    {
        var given = Header(call, DisplayNameHeader) ?? call.Called.Headers.FirstOrDefault(h => h.Name.Equals(DisplayNameHeader, StringComparison.OrdinalIgnoreCase)).Value;
        if (given is null)
        {
            return null;
        }

        var name = string.Concat(Uri.UnescapeDataString(given).Where(c => !char.IsControl(c))).Trim();
        return name.Length switch
        {
            0 => null,
            <= LongestName => name,
            _ => name[..(char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName)],
        };
    }

    private static string? Header(IncomingLeg call, string name) =>
        call.Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Call {LegId} was not let into room {Room}: {Refusal}")]
        public static partial void Refused(ILogger logger, string legId, string room, string refusal);
    }
}
