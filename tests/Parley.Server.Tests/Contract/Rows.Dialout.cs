namespace Parley.Server.Tests.Contract;

internal static partial class Rows
{
    private static Section[] Dialout =>
    [
        new("5.1", "Dial-out: settings",
            "phoneNumber", "sipUri", "sipUri headers", "callerId", "callerId in E.164", "displayName", "userId", "extension", "waitBeforeExtensionDialSec", "codecs", "permissions.canReceive", "provider",
            "ok and sessionId", new("video, videoSettings", Video)),
        new("5.2", "Dial-out: checks and texts",
            "1 room", "2 enable_dialout", "3 owner", "4 one destination", "5 PSTN", "6 international", "7 callerId", "8 five legs", "9 ranges", "refusal is no event", "policy names rule and time"),
        new("5.3", "Dial-out: legs", "dialOut/stop", "dialOut/sendDTMF", "sipCallTransfer", "sipRefer"),
        new("5.4", "Dial-out: caller ID", "random", "oldest", "area code", "sticky", "daily cap", "no owned number"),
    ];
}
