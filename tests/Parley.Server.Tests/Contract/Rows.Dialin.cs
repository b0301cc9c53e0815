namespace Parley.Server.Tests.Contract;

internal static partial class Rows
{
    private static Section[] Dialin =>
    [
        new("7.1", "Dial-in: pinless", "rings, then hold music", "webhook body", "pinlessCallUpdate", "dialin-ready", "webhook fails", "webhook slow", "no update in time", "caller hangs up", "update replayed", "update of another domain", "probe"),
        new("7.2", "Dial-in: signature", "x-pinless-signature", "mismatch 401"),
        new("7.3", "Dial-in: configuration",
            "POST /domain-dialin-config", "GET /domain-dialin-config", "GET /domain-dialin-config/:id", "PUT /domain-dialin-config/:id", "DELETE /domain-dialin-config/:id", "number bound once",
            "pinless_dialin of the domain", "interconnect address", new Row("hold_music_url", "MP3 is not decoded; the operator sets a WAV file with Parley:Dialin:HoldMusic")),
        new("7.4", "Dial-in: automatic", "number bound to an agent", "POST /v1/public/webhooks/{org}/{agent}/dialin", "dialin_settings", "daily_api_url",
            new Row("daily_api_key", "keys are kept as hashes; agents run in the server's process and need none to have a caller moved")),
        new("7.5", "Dial-in: PIN", new Row("PIN", "numbers with PINs come later")),
        new("F7", "Rooms as SIP addresses", "sip:room.index@domain", "token", "address rule", "num_endpoints", "max_participants", "x-daily_display_name", "sip_uri"),
    ];
}
