using System.Net;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Rooms;
using Parley.Sip.Messages;
using Parley.Telephony;

namespace Parley.Server.Sessions.Dialin;

/// <summary>
/// Which SIP addresses may be called beside the numbers: those of rooms and those of dial-in settings. Who may do so: the trunks and the networks of <c>Sip:AllowFrom</c>, as for
/// numbers; the networks of <c>Dialin:AllowFrom</c>; and whoever brings a meeting token for the room.
/// </summary>
internal sealed class DialinAddresses(MeetingTokens tokens, IOptions<ParleyOptions> options) : IInboundAddresses
{
    /// <summary>The header with the meeting token of a caller; phones make one of <c>?X-Parley-Token=...</c> in the address.</summary>
    public const string TokenHeader = "X-Parley-Token";

    /// <summary>The parameter of the address that may carry it instead.</summary>
    public const string TokenParameter = "token";

    /// <summary>How the users of dial-in settings' addresses begin.</summary>
    public const string SettingPrefix = "pinless-";

    private readonly IPNetwork[] _open = [.. options.Value.Dialin.AllowFrom.Select(IPNetwork.Parse)];

    /// <inheritdoc/>
    public bool Contains(SipUri called) => IsOfSetting(called.User) || RoomSipAddress.TryParseUser(called.User, out _, out _);

    /// <summary>Whether it is in the form of a dial-in setting's address.</summary>
    public static bool IsOfSetting(string? user) => user?.StartsWith(SettingPrefix, StringComparison.Ordinal) is true && !user.Contains('.', StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool IsGuest(SipRequest invite, IPEndPoint remote)
    {
        if (!Contains(invite.Uri) || invite.Headers[SipHeaderNames.Replaces] is not null)
        {
            return false;   // Nobody takes over another's call as a guest.
        }

        return Array.Exists(_open, network => network.Contains(remote.Address))
            || (TokenOf(invite.Uri, invite.Headers[TokenHeader]) is { } token && RoomSipAddress.TryParseUser(invite.Uri.User, out var room, out _)
                && tokens.TryRead(token, room) is { IsGood: true });
    }

    /// <summary>The token of a call, wherever its phone put it.</summary>
    /// <param name="called">The request-URI.</param>
    /// <param name="header">The header, if there is one.</param>
    public static string? TokenOf(SipUri called, string? header) =>
        header ?? called.Parameters[TokenParameter] ?? called.Headers.FirstOrDefault(h => h.Name.Equals(TokenHeader, StringComparison.OrdinalIgnoreCase)).Value;
}
