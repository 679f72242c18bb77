package feed

import (
	"net/url"
	"strings"
)

// trackers are the parameters that say where a reader came from and nothing about what is read, in lower case. The list
// is that of miniflux and the ClearURLs rules, as far as feeds have them.
var trackers = map[string]bool{
	"at_campaign": true, "at_custom1": true, "at_custom2": true, "at_custom3": true, "at_custom4": true, "at_link_id": true,
	"at_link_origin": true, "at_link_type": true, "at_medium": true, "at_ptr_name": true, "at_recipient_id": true,
	"_ga": true, "_gl": true, "_hsenc": true, "_hsmi": true, "__hsfp": true, "__hssc": true, "__hstc": true, "__s": true,
	"_openstat": true, "cmpid": true, "dclid": true, "dm_i": true, "ef_id": true, "epik": true, "fb_action_ids": true,
	"fb_action_types": true, "fb_ref": true, "fb_source": true, "fbclid": true, "gbraid": true, "gclid": true,
	"gclsrc": true, "gs_l": true, "guccounter": true, "hsctatracking": true, "ico": true, "igshid": true, "igsh": true,
	"ir_ad_id": true, "irclickid": true, "mc_cid": true, "mc_eid": true, "mc_tc": true, "mkt_tok": true, "ml_subscriber": true,
	"ml_subscriber_hash": true, "msclkid": true, "ns_campaign": true, "ns_linkname": true, "ns_mchannel": true,
	"ns_source": true, "oly_anon_id": true, "oly_enc_id": true, "partner_rss": true, "rb_clickid": true, "ref_src": true,
	"s_cid": true, "s_kwcid": true, "sc_campaign": true, "sc_channel": true, "sc_cid": true, "sc_content": true,
	"sc_country": true, "sc_geo": true, "sc_medium": true, "sc_outcome": true, "spm": true, "srsltid": true, "ttclid": true,
	"twclid": true, "vero_conv": true, "vero_id": true, "wbraid": true, "wickedid": true, "wt_mc": true, "wt.mc_id": true,
	"xtor": true, "yclid": true, "ysclid": true,
}

// trackerPrefixes are families of such parameters: Google's and Urchin's, Matomo's, HubSpot's, Piano's.
var trackerPrefixes = []string{"utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "stm_"}

// sourceOnly are parameters that track only when they have one of these values: "ref=rss" does, "ref=main" of a
// repository does not.
var sourceOnly = map[string]bool{"ref": true, "source": true, "partner": true, "emc": true, "from": true, "cmp": true}

// untrack takes tracking parameters off an address. All else of it, order included, stays as it was.
func untrack(address string) string {
	rest, fragment, hasFragment := strings.Cut(address, "#")
	path, query, hasQuery := strings.Cut(rest, "?")
	if !hasQuery && !hasFragment {
		return address
	}
	if kept := withoutTrackers(query); kept != "" {
		path += "?" + kept
	} else if hasQuery && query == "" {
		path += "?"
	}
	if fragment = withoutTrackers(fragment); fragment != "" {
		path += "#" + fragment
	}
	return path
}

func withoutTrackers(query string) string {
	if !strings.Contains(query, "=") {
		return query
	}
	kept := strings.Split(query, "&")
	n := 0
	for _, pair := range kept {
		if !isTracker(pair) {
			kept[n] = pair
			n++
		}
	}
	return strings.Join(kept[:n], "&")
}

func isTracker(pair string) bool {
	name, value, _ := strings.Cut(strings.ToLower(pair), "=")
	if trackers[name] {
		return true
	}
	for _, prefix := range trackerPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return sourceOnly[name] && (value == "rss" || value == "feed" || value == "atom" || strings.HasPrefix(value, "rss_"))
}

// Canonical is an address reduced for comparison: without scheme, "www.", fragment, last slash and tracking parameters,
// its host in lower case without the port that goes without saying.
func Canonical(address string) string {
	u, err := url.Parse(untrack(address))
	if err != nil || u.Host == "" {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	reduced := host + strings.TrimRight(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		reduced += "?" + u.RawQuery
	}
	return reduced
}
