using System.Net;
using Microsoft.Extensions.Options;

namespace Parley.Server.Hosting;

/// <summary>The host of the SIP addresses of rooms: the configured domain, or else where others reach this machine.</summary>
internal sealed class SipDomain(IOptions<ParleyOptions> options, TelephonyHost telephony)
{
    public string Value => options.Value.Sip.Domain ?? options.Value.Sip.PublicAddress ?? Listening();

    private string Listening()
    {
        var local = telephony.Switchboard.Sip.LocalEndPoint;
        var address = local.Address.Equals(IPAddress.Any) || local.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : local.Address;
        return local.Port == SipOptions.DefaultPort ? $"{address}" : $"{new IPEndPoint(address, local.Port)}";
    }
}
