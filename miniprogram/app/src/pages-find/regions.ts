/** Zhejiang's cities and counties, for choosing a place by hand. From core/data/divisions_zj.csv; a test compares the two. */
export interface Region {
  code: string
  name: string
}
export interface City extends Region {
  counties: readonly Region[]
}
export const PROVINCE: Region = { code: '330000', name: '浙江省' }

/** A line a city: its four digits and name, then each county's last two digits with its name. */
const LINES = [
  '3301 杭州市 02上城区 05拱墅区 06西湖区 08滨江区 09萧山区 10余杭区 11富阳区 12临安区 13临平区 14钱塘区 22桐庐县 27淳安县 82建德市',
  '3302 宁波市 03海曙区 05江北区 06北仑区 11镇海区 12鄞州区 13奉化区 25象山县 26宁海县 81余姚市 82慈溪市',
  '3303 温州市 02鹿城区 03龙湾区 04瓯海区 05洞头区 24永嘉县 26平阳县 27苍南县 28文成县 29泰顺县 81瑞安市 82乐清市 83龙港市',
  '3304 嘉兴市 02南湖区 11秀洲区 21嘉善县 24海盐县 81海宁市 82平湖市 83桐乡市',
  '3305 湖州市 02吴兴区 03南浔区 21德清县 22长兴县 23安吉县',
  '3306 绍兴市 02越城区 03柯桥区 04上虞区 24新昌县 81诸暨市 83嵊州市',
  '3307 金华市 02婺城区 03金东区 23武义县 26浦江县 27磐安县 81兰溪市 82义乌市 83东阳市 84永康市',
  '3308 衢州市 02柯城区 03衢江区 22常山县 24开化县 25龙游县 81江山市',
  '3309 舟山市 02定海区 03普陀区 21岱山县 22嵊泗县',
  '3310 台州市 02椒江区 03黄岩区 04路桥区 22三门县 23天台县 24仙居县 81温岭市 82临海市 83玉环市',
  '3311 丽水市 02莲都区 21青田县 22缙云县 23遂昌县 24松阳县 25云和县 26庆元县 27景宁畲族自治县 81龙泉市',
]

export const cities = LINES.map((line): City => {
  const [city = '', name = '', ...rest] = line.split(' ')
  return { code: `${city}00`, name, counties: rest.map((one) => ({ code: city + one.slice(0, 2), name: one.slice(2) })) }
}) as [City, ...City[]]

/** The city and the county that a code of six digits names; neither for a place outside the province. */
export function placeOf(code: string | null | undefined): { city: City | null; county: Region | null } {
  const city = cities.find((one) => one.code.slice(0, 4) === code?.slice(0, 4)) ?? null
  return { city, county: city?.counties.find((one) => one.code === code) ?? null }
}

/** The cities, first the one that a code lies in. */
export function startingAt(code: string | null | undefined): [City, ...City[]] {
  const first = placeOf(code).city ?? cities[0]
  return [first, ...cities.filter((one) => one !== first)]
}

/** 杭州市西湖区, 杭州市, 浙江省. */
export function placeName(code: string | null | undefined): string {
  const { city, county } = placeOf(code)
  return city ? city.name + (county?.name ?? '') : PROVINCE.name
}
